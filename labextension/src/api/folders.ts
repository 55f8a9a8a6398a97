/** Virtual folders: lists, changes, trash, clones, and the quotas that they count on. */

import {
  type Json,
  isObject,
  list,
  numberOrNull,
  object,
  text,
  textOr,
  textOrNull,
  timeOrNull,
} from './reading';
import { type Fetcher, call, query, send } from './service';

/** What somebody may do in a folder: read; and write; and delete. */
export type Permission = 'ro' | 'rw' | 'wd';
export type UsageMode = 'general' | 'model' | 'data';

export interface Folder {
  /** 32 hexadecimal digits. */
  id: string;
  name: string;
  /** `proxy:volume`. */
  host: string;
  quotaScope: string;
  status: string;
  /** Why it is not as it should be; '' mostly. */
  statusInfo: string;
  usageMode: string;
  createdAt: string | null;
  isOwner: boolean;
  /** What the viewer may do in it. */
  permission: Permission;
  /** What others may do who get to it. */
  forOthers: Permission;
  /** Whether the viewer may rename, share and delete it. */
  manages: boolean;
  type: 'user' | 'group';
  owner: string;
  project: string;
  creator: string;
  /** Who let the viewer in; null unless they are a guest. */
  sharedBy: string | null;
  cloneable: boolean;
  /** Null: never counted. */
  usedBytes: number | null;
  files: number | null;
  countedAt: string | null;
  sourceId: string | null;
}

export interface TrashedFolder extends Folder {
  trashedAt: string | null;
  /** Null: never by itself. */
  purgeAt: string | null;
  trashedBy: string;
}

export function parseFolder(value: unknown): Folder {
  const row = object(value, 'folders[]');
  return {
    id: text(row['id'], 'folders[].id').replaceAll('-', ''),
    name: text(row['name'], 'folders[].name'),
    host: textOr(row['host'], ''),
    quotaScope: textOr(row['quota_scope_id'], ''),
    status: textOr(row['status'], 'ready'),
    statusInfo: textOr(row['status_info'], ''),
    usageMode: textOr(row['usage_mode'], 'general'),
    createdAt: timeOrNull(row['created_at']),
    isOwner: row['is_owner'] === true,
    permission: row['manage'] === true ? 'wd' : permission(row['permission']),
    forOthers: permission(row['permission']),
    manages: row['manage'] === true,
    type: (row['type'] ?? row['ownership_type']) === 'group' ? 'group' : 'user',
    owner: textOr(row['user_email'], ''),
    project: textOr(row['group_name'], ''),
    creator: textOr(row['creator'], ''),
    sharedBy: textOrNull(row['shared_by']),
    cloneable: row['cloneable'] === true,
    usedBytes: numberOrNull(row['used_bytes']),
    files: numberOrNull(row['num_files']),
    countedAt: timeOrNull(row['counted_at']),
    sourceId: textOrNull(row['source_id']),
  };
}

export const permission = (value: unknown): Permission => (value === 'wd' || value === 'rw' ? value : 'ro');

/** Folders whose names begin with a dot come along into every session. */
export const isAutomount = ({ name }: Pick<Folder, 'name'>): boolean => name.startsWith('.');
export const mayWrite = ({ permission: told }: Folder): boolean => told !== 'ro';
/** Also what snapshots need: who may only write changes none. */
export const mayDelete = ({ permission: told }: Folder): boolean => told === 'wd';

/** The service's rule: letters, digits, dots, dashes and underscores, of which none but letters, digits and
 * underscores at the ends; a dot may stand in front. */
export const isFolderName = (name: string): boolean =>
  /^\.?[\p{L}\p{N}_]([\p{L}\p{N}_.-]{0,62}[\p{L}\p{N}_])?$/u.test(name);

export async function fetchFolders(fetcher: Fetcher): Promise<Folder[]> {
  return list(await json(fetcher, 'folders'), 'folders').map(parseFolder);
}

export async function fetchTrash(fetcher: Fetcher): Promise<TrashedFolder[]> {
  const answer = object(await json(fetcher, 'folders/_/trash'), 'trash');
  return list(answer['items'], 'items').map((value) => {
    const row = object(value, 'items[]');
    return {
      ...parseFolder(row),
      trashedAt: timeOrNull(row['trashed_at']),
      purgeAt: timeOrNull(row['purge_at']),
      trashedBy: textOr(row['trashed_by'], ''),
    };
  });
}

export interface Host {
  name: string;
  backend: string;
  capabilities: string[];
  /** Percent of the volume. */
  used: number | null;
}

export interface Places {
  hosts: Host[];
  defaultHost: string | null;
  /** Projects of the viewer. */
  projects: { id: string; name: string }[];
}

const OWN_PROJECTS = '{ user { groups { id name } } }';

/** Where a folder can be made, and for whom. */
export async function fetchPlaces(fetcher: Fetcher): Promise<Places> {
  const [hosts, account] = await Promise.all([
    json(fetcher, 'folders/_/hosts'),
    query(fetcher, OWN_PROJECTS),
  ]);
  const answer = object(hosts, 'hosts');
  const info = isObject(answer['volume_info']) ? answer['volume_info'] : {};
  const user = object(account, 'data')['user'];
  const groups = isObject(user) && Array.isArray(user['groups']) ? user['groups'].filter(isObject) : [];
  return {
    defaultHost: textOrNull(answer['default']),
    hosts: list(answer['allowed'], 'allowed').map((value) => {
      const name = text(value, 'allowed[]');
      const volume = isObject(info[name]) ? info[name] : {};
      const usage = isObject(volume['usage']) ? volume['usage'] : {};
      return {
        name,
        backend: textOr(volume['backend'], ''),
        capabilities: Array.isArray(volume['capabilities']) ? volume['capabilities'].map(String) : [],
        used: numberOrNull(usage['percentage']),
      };
    }),
    projects: groups.map((row) => ({ id: text(row['id'], 'groups[].id'), name: textOr(row['name'], '') })),
  };
}

export interface NewFolder {
  name: string;
  host: string;
  type: 'user' | 'group';
  /** Project's id, for type `group`. */
  project: string | null;
  usageMode: UsageMode;
  permission: Permission;
  cloneable: boolean;
}

export async function createFolder(fetcher: Fetcher, wish: NewFolder): Promise<void> {
  await send(fetcher, 'folders', 'POST', {
    name: wish.name,
    host: wish.host,
    usage_mode: wish.usageMode,
    permission: wish.permission,
    cloneable: wish.cloneable,
    ...(wish.type === 'group' ? { group: wish.project } : {}),
  });
}

export async function renameFolder(fetcher: Fetcher, id: string, name: string): Promise<void> {
  await send(fetcher, at(id, '/rename'), 'POST', { new_name: name });
}

export async function updateFolder(
  fetcher: Fetcher,
  id: string,
  options: { cloneable?: boolean; permission?: Permission },
): Promise<void> {
  await send(fetcher, at(id, '/update-options'), 'POST', options);
}

/** Into the trash. */
export async function deleteFolder(fetcher: Fetcher, id: string): Promise<void> {
  await call(fetcher, at(id), { method: 'DELETE' });
}

/** Out of the trash, under its own name or another. */
export async function restoreFolder(fetcher: Fetcher, id: string, name: string | null): Promise<void> {
  await send(fetcher, 'folders/restore-from-trash-bin', 'POST', { id, ...(name === null ? {} : { name }) });
}

/** For ever. */
export async function purgeFolder(fetcher: Fetcher, id: string): Promise<void> {
  await send(fetcher, 'folders/purge', 'POST', { id });
}

export interface CloneWish {
  name: string;
  /** Null: the host of the original. */
  host: string | null;
  usageMode: UsageMode;
  permission: Permission;
  cloneable: boolean;
}

/** Begin to copy a folder; answers the task to watch, null when it is done already. */
export async function cloneFolder(fetcher: Fetcher, id: string, wish: CloneWish): Promise<string | null> {
  const response = await send(fetcher, at(id, '/clone'), 'POST', {
    target_name: wish.name,
    target_host: wish.host,
    usage_mode: wish.usageMode,
    permission: wish.permission,
    cloneable: wish.cloneable,
  });
  const answer = (await response.json()) as unknown;
  return isObject(answer) ? textOrNull(answer['bgtask_id']) : null;
}

/** What is in a folder, counted now. */
export async function fetchInfo(fetcher: Fetcher, id: string): Promise<{ usedBytes: number; files: number }> {
  const answer = object(await json(fetcher, at(id)), 'folder');
  return {
    usedBytes: numberOrNull(answer['used_bytes']) ?? 0,
    files: numberOrNull(answer['num_files']) ?? 0,
  };
}

/** What a user or a project has on one host, and may have. */
export interface Quota {
  host: string;
  /** `user:UUID` or `project:UUID`. */
  scope: string;
  kind: string;
  name: string;
  usedBytes: number;
  /** Bytes; null is no limit. */
  limit: number | null;
  files: number | null;
  /** Whether the file system itself refuses what is over the limit; else only transfers are refused. */
  enforced: boolean;
  countedAt: string | null;
  /** Whether an admin has set it; else it follows the policy. Null where that is not told. */
  explicit: boolean | null;
}

export function parseQuota(value: unknown): Quota {
  const row = object(value, 'items[]');
  return {
    host: textOr(row['host'], ''),
    scope: text(row['quota_scope'], 'items[].quota_scope'),
    kind: textOr(row['kind'], ''),
    name: textOr(row['name'], ''),
    usedBytes: numberOrNull(row['used_bytes']) ?? 0,
    limit: numberOrNull(row['limit']),
    files: numberOrNull(row['files']),
    enforced: row['quota'] === 'enforced',
    countedAt: timeOrNull(row['counted_at']),
    explicit: typeof row['explicit'] === 'boolean' ? row['explicit'] : null,
  };
}

/** Of the viewer and their projects. */
export async function fetchQuotas(fetcher: Fetcher): Promise<Quota[]> {
  const answer = object(await json(fetcher, 'folders/_/usage'), 'usage');
  return list(answer['items'], 'items').map(parseQuota);
}

/** Share of the limit that is used, 0 without a limit. */
export const fullness = ({ usedBytes, limit }: Quota): number =>
  limit === null ? 0 : limit === 0 ? 1 : usedBytes / limit;

export const at = (id: string, rest = ''): string => `folders/${encodeURIComponent(id)}${rest}`;

export async function json(fetcher: Fetcher, path: string): Promise<unknown> {
  return (await call(fetcher, path)).json() as Promise<unknown>;
}

export const rows = (answer: unknown, field: string): Json[] =>
  list(object(answer, 'answer')[field], field).map((value) => object(value, `${field}[]`));
