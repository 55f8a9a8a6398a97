import type { Detail, DetailMount } from '../api/details';
import type { MountWish } from '../api/creation';
import type { Change } from '../api/estimates';
import type { Beginning } from '../components/StartDialog';

/** A session like this one, with the change that would let it start now. The first one goes on waiting. */
export function beginningLike(detail: Detail, change: Change): Beginning {
  return {
    name: `${detail.name.slice(0, 60)}-now`,
    image: detail.image,
    type: detail.type,
    resourceGroup: change.resourceGroup ?? detail.resourceGroup,
    slots: change.resources ?? detail.slotsEach,
    clusterSize: change.clusterSize ?? detail.clusterSize,
    clusterMode: change.clusterMode ?? detail.clusterMode,
    timeLimit: change.timeLimit,
    command: detail.startupCommand ?? '',
    folders: detail.mounts.filter(({ name }) => name !== 'home').map(wished),
    ends: change.endSession === null ? null : { id: change.endSession, text: change.text },
  };
}

/** The request that makes a mount like this one: the same part of the folder, with no more rights. */
function wished({ name, subpath, target, permission }: DetailMount): MountWish {
  const whole = subpath === '' ? name : `${name}/${subpath}`;
  // Without a target it is mounted by the last part.
  const usual = whole.slice(whole.lastIndexOf('/') + 1);
  return { name: whole, target: target === usual ? '' : target, permission };
}
