/** Folders that a session mounts, and changing that while it runs. */

import { type Permission, json, permission, rows } from './folders';
import { isObject, numberOrNull, object, text, textOr, textOrNull } from './reading';
import { type Fetcher, send } from './service';

export type MountState = 'mounted' | 'mounting' | 'removing' | 'failed';

export interface Mount {
  folderId: string;
  name: string;
  /** Absolute, or relative to the home. */
  target: string;
  permission: Permission;
  state: MountState;
  detail: string;
  /** Whether it came while the session ran. */
  late: boolean;
}

export interface Mounts {
  mounts: Mount[];
  changeable: boolean;
  /** Why it cannot be changed. */
  reason: string | null;
}

export function parseMount(value: unknown): Mount {
  const row = object(value, 'mounts[]');
  const state = row['state'];
  return {
    folderId: textOr(row['folder_id'], '').replaceAll('-', ''),
    name: textOr(row['name'], ''),
    target: textOr(row['target'], ''),
    permission: permission(row['permission']),
    state: state === 'mounting' || state === 'removing' || state === 'failed' ? state : 'mounted',
    detail: textOr(row['detail'], ''),
    late: row['late'] === true,
  };
}

export async function fetchMounts(fetcher: Fetcher, session: string): Promise<Mounts> {
  const answer = await json(fetcher, at(session));
  return {
    mounts: rows(answer, 'mounts').map(parseMount),
    changeable: isObject(answer) && answer['changeable'] === true,
    reason: isObject(answer) ? textOrNull(answer['reason']) : null,
  };
}

export interface MountWish {
  folder: string;
  /** '' is below the home, by its name. */
  target: string;
  permission: Permission | null;
}

export async function addMount(fetcher: Fetcher, session: string, wish: MountWish): Promise<void> {
  await send(fetcher, at(session), 'POST', {
    folder: wish.folder,
    ...(wish.target === '' ? {} : { target: wish.target }),
    ...(wish.permission === null ? {} : { permission: wish.permission }),
  });
}

/** Refused with 409 while somebody holds files open, unless forced: then they are ended. */
export async function removeMount(
  fetcher: Fetcher,
  session: string,
  folder: string,
  force: boolean,
): Promise<void> {
  await send(fetcher, at(session, `/${encodeURIComponent(folder)}`), 'DELETE', { force });
}

export interface Holder {
  pid: number;
  command: string;
  files: string[];
  kernelId: string;
}

/** Programs of the session that hold files of the folder open. */
export async function fetchHolders(fetcher: Fetcher, session: string, folder: string): Promise<Holder[]> {
  const answer = await json(fetcher, at(session, `/${encodeURIComponent(folder)}/holders`));
  return rows(answer, 'holders').map((row) => ({
    pid: numberOrNull(row['pid']) ?? 0,
    command: textOr(row['command'], ''),
    files: Array.isArray(row['files']) ? row['files'].map((file) => text(file, 'files[]')) : [],
    kernelId: textOr(row['kernel_id'], ''),
  }));
}

/** Null ends all. */
export async function endHolders(
  fetcher: Fetcher,
  session: string,
  folder: string,
  pids: number[] | null,
): Promise<void> {
  await send(fetcher, at(session, `/${encodeURIComponent(folder)}/holders/end`), 'POST', { pids });
}

/** Where a mount is, as one types it in the session: targets are below the home, or absolute. */
export const shownTarget = (target: string): string => (target.startsWith('/') ? target : `~/${target}`);

/** Where a mount is below the home, as JupyterLab's file browser names it; null when it is elsewhere. */
export function homePath(target: string): string | null {
  const shown = shownTarget(target);
  return shown.startsWith('~/') ? shown.slice(2) : null;
}

const at = (session: string, rest = ''): string => `session/${encodeURIComponent(session)}/mounts${rest}`;
