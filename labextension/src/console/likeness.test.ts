import { expect, it } from 'vitest';

import { parseDetail } from '../api/details';
import type { Change } from '../api/estimates';
import { beginningLike } from './likeness';

const NOTHING: Change = {
  text: '',
  resources: null,
  resourceGroup: null,
  timeLimit: null,
  clusterSize: null,
  clusterMode: null,
  endSession: null,
};

it('a session like another one mounts the same parts of folders with the same rights', () => {
  const detail = parseDetail({
    id: '1',
    name: 'mine',
    status: 'PENDING',
    slots: { cpu: '2' },
    environ: [],
    mounts: [
      { name: 'home', target: '', permission: 'wd' },
      { name: 'data', subpath: '', target: 'data', permission: 'ro' },
      { name: 'data', subpath: '2024/jan', target: 'jan', permission: 'rw' },
      { name: 'models', subpath: 'new', target: '/models', permission: 'wd' },
    ],
    history: [],
    apps: [],
  });
  const { folders, slots, ends } = beginningLike(detail, { ...NOTHING, endSession: 's-1' });
  expect(folders).toEqual([
    { name: 'data', target: '', permission: 'ro' },
    { name: 'data/2024/jan', target: '', permission: 'rw' },
    { name: 'models/new', target: '/models', permission: 'wd' },
  ]);
  expect(slots).toEqual({ cpu: '2' });
  expect(ends).toEqual({ id: 's-1', text: '' });
});
