/** Starting a session of the API. */

import { type Outlook, parseOutlook } from './estimates';
import { type Permission, isAutomount, parseFolder } from './folders';
import { amounts, isObject, list, object, text, textOr } from './reading';
import { type Fetcher, call, query, send } from './service';

export interface Choices {
  images: string[];
  /** Those that can be mounted, by name. */
  folders: { name: string; permission: Permission }[];
}

export interface Preset {
  name: string;
  slots: Record<string, string>;
  sharedMemory: string | null;
  /** Whether a session of it would start now, or when. */
  outlook: Outlook;
}

export async function fetchChoices(fetcher: Fetcher): Promise<Choices> {
  const [images, folders] = await Promise.all([
    query(fetcher, '{ images { name tag registry } }'),
    call(fetcher, 'folders').then((response) => response.json() as Promise<unknown>),
  ]);
  const names = list(object(images, 'data')['images'], 'images').map((value) => {
    const row = object(value, 'images[]');
    return `${textOr(row['registry'], '')}/${textOr(row['name'], '')}:${textOr(row['tag'], '')}`;
  });
  const mountable = list(folders, 'folders')
    .map(parseFolder)
    // Those with a dot are mounted without being asked for.
    .filter((folder) => folder.status === 'ready' && !isAutomount(folder))
    .sort((a, b) => a.name.localeCompare(b.name));
  return { images: [...new Set(names)].sort(), folders: mountable };
}

export async function fetchPresets(fetcher: Fetcher, resourceGroup: string): Promise<Preset[]> {
  const response = await send(fetcher, 'resource/check-presets', 'POST', {
    group: 'default',
    scaling_group: resourceGroup,
  });
  const answer = object(await response.json(), 'answer');
  return list(answer['presets'], 'presets').map((value) => {
    const row = object(value, 'presets[]');
    const shared = row['shared_memory'];
    return {
      name: text(row['name'], 'presets[].name'),
      slots: amounts(row['resource_slots']),
      sharedMemory: typeof shared === 'string' ? shared : null,
      outlook: parseOutlook(row) ?? {
        when: row['allocatable'] === true ? 'now' : 'wait',
        text: '',
        estimate: null,
      },
    };
  });
}

/** A folder of a new session. */
export interface MountWish {
  /** Of the folder, with a path behind it for a part of it (`data/2024`). */
  name: string;
  /** '' is below the home, by its name or the last part of the path. */
  target: string;
  /** Less than one may; null is all that one may. */
  permission: Permission | null;
}

export interface Wish {
  name: string;
  image: string;
  type: 'interactive' | 'batch';
  resourceGroup: string;
  /** Of one container. */
  slots: Record<string, string>;
  clusterSize: number;
  clusterMode: string;
  sharedMemory: string | null;
  folders: MountWish[];
  startupCommand: string;
  /** Whether it may be ended for a session of higher priority. */
  preemptible: boolean;
  /** Seconds that it runs at most, or a span such as `2h`; '' is as long as the policy lets it. */
  timeLimit: string;
  /** Sessions that have to succeed first, by name. */
  dependencies: string[];
}

/** The body of `POST session`, and of its dry run. */
export function requestOf(wish: Wish): Record<string, unknown> {
  return {
    name: wish.name,
    image: wish.image,
    type: wish.type,
    enqueueOnly: true,
    reuse: false,
    ...(wish.clusterSize > 1 ? { clusterSize: wish.clusterSize, clusterMode: wish.clusterMode } : {}),
    ...(wish.startupCommand.trim() ? { startupCommand: wish.startupCommand } : {}),
    ...(wish.preemptible ? { preemptible: true } : {}),
    ...(wish.timeLimit.trim() ? { timeLimit: wish.timeLimit.trim() } : {}),
    ...(wish.dependencies.length > 0 ? { dependencies: wish.dependencies } : {}),
    config: {
      resources: wish.slots,
      scaling_group: wish.resourceGroup,
      mounts: wish.folders.map(({ name }) => name),
      ...told(
        'mount_map',
        wish.folders.filter(({ target }) => target !== '').map(({ name, target }) => [name, target]),
      ),
      ...told(
        'mount_options',
        wish.folders
          .filter(({ permission }) => permission !== null)
          .map(({ name, permission }) => [name, { permission }]),
      ),
      ...(wish.sharedMemory !== null ? { resource_opts: { shmem: wish.sharedMemory } } : {}),
    },
  };
}

/** A field, unless there is nothing in it. */
function told(field: string, entries: [string, unknown][]): Record<string, unknown> {
  return entries.length === 0 ? {} : { [field]: Object.fromEntries(entries) };
}

/** Queue a session; the overview shows how it goes on. Answers its id. */
export async function createSession(fetcher: Fetcher, wish: Wish): Promise<string> {
  const response = await send(fetcher, 'session', 'POST', requestOf(wish));
  const answer = (await response.json()) as unknown;
  return isObject(answer) ? textOr(answer['sessionId'], '') : '';
}

/** The service's rule: 4 to 64 letters, digits, dots, dashes, underscores, of which none but letters, digits and
 * underscores at the ends. */
export const isName = (name: string): boolean => /^(?=.{4,64}$)\w[\w.-]*\w$/.test(name);
