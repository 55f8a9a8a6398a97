/** Snapshots of folders, where their volume can make them. */

import { at, json, rows } from './folders';
import { isObject, numberOrNull, text, timeOrNull } from './reading';
import { type Fetcher, call, send } from './service';

export interface Snapshot {
  name: string;
  created: string | null;
  /** What only this snapshot holds; null where that is not known. */
  usedBytes: number | null;
}

export interface Snapshots {
  items: Snapshot[];
  supported: boolean;
}

export async function fetchSnapshots(fetcher: Fetcher, id: string): Promise<Snapshots> {
  const answer = await json(fetcher, at(id, '/snapshots'));
  return {
    supported: isObject(answer) && answer['supported'] === true,
    items: rows(answer, 'items').map((row) => ({
      name: text(row['name'], 'items[].name'),
      created: timeOrNull(row['created']),
      usedBytes: numberOrNull(row['used_bytes']),
    })),
  };
}

/** An empty name lets the service choose one. */
export async function createSnapshot(fetcher: Fetcher, id: string, name: string): Promise<void> {
  await send(fetcher, at(id, '/snapshots'), 'POST', name === '' ? {} : { name });
}

export async function deleteSnapshot(fetcher: Fetcher, id: string, name: string): Promise<void> {
  await call(fetcher, at(id, `/snapshots/${encodeURIComponent(name)}`), { method: 'DELETE' });
}

/** Copy a file or directory of a snapshot back; what stands there now is kept beside it. */
export async function restoreFile(fetcher: Fetcher, id: string, name: string, path: string): Promise<void> {
  await send(fetcher, at(id, `/snapshots/${encodeURIComponent(name)}/restore`), 'POST', { path });
}
