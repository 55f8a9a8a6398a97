/** Storage as superadmins run it: volumes, quotas of everybody, big folders, and what does not fit together. */

import { type Quota, json, parseQuota, rows } from './folders';
import { isObject, list, numberOrNull, object, text, textOr, timeOrNull } from './reading';
import { unpacked } from './resourceGroups';
import { type Fetcher, query, send } from './service';

export interface Volume {
  /** `proxy:volume`. */
  id: string;
  backend: string;
  capabilities: string[];
  capacityBytes: number | null;
  usedBytes: number | null;
  performance: Record<string, number>;
}

const VOLUMES =
  '{ storage_volume_list(limit: 100, offset: 0) { items { id backend capabilities usage performance_metric } } }';

export async function fetchVolumes(fetcher: Fetcher): Promise<Volume[]> {
  const found = object(
    object(await query(fetcher, VOLUMES), 'data')['storage_volume_list'],
    'storage_volume_list',
  );
  return Promise.all(
    list(found['items'], 'items')
      .filter(isObject)
      .map(async (row) => {
        const usage = unpacked(row['usage']);
        const id = text(row['id'], 'items[].id');
        return {
          id,
          backend: textOr(row['backend'], ''),
          capabilities: Array.isArray(row['capabilities']) ? row['capabilities'].map(String) : [],
          capacityBytes: numberOrNull(usage['capacity_bytes']),
          usedBytes: numberOrNull(usage['used_bytes']),
          performance: await performanceOf(fetcher, id),
        };
      }),
  );
}

/** Empty where it cannot be told: a volume without figures is still a volume. */
async function performanceOf(fetcher: Fetcher, host: string): Promise<Record<string, number>> {
  try {
    const answer = await json(fetcher, `folders/_/perf-metric?folder_host=${encodeURIComponent(host)}`);
    const told = isObject(answer) && isObject(answer['metric']) ? answer['metric'] : {};
    return Object.fromEntries(
      Object.entries(told).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    );
  } catch {
    return {};
  }
}

/** Of every user and project on a host. */
export async function fetchAllQuotas(fetcher: Fetcher, host: string): Promise<Quota[]> {
  const answer = await json(fetcher, `storage/quotas?host=${encodeURIComponent(host)}`);
  return rows(answer, 'items').map(parseQuota);
}

const SUBJECTS = {
  user: '{ users { uuid email } }',
  project: '{ groups { id name } }',
};

/** Everybody whose quota can be set, with folders or without. */
export async function fetchSubjects(
  fetcher: Fetcher,
  kind: 'user' | 'project',
): Promise<{ scope: string; name: string }[]> {
  const data = object(await query(fetcher, SUBJECTS[kind]), 'data');
  const [field, id, name] = kind === 'user' ? ['users', 'uuid', 'email'] : ['groups', 'id', 'name'];
  return list(data[field], field)
    .filter(isObject)
    .map((row) => ({
      scope: `${kind}:${text(row[id], `${field}[].${id}`)}`,
      name: textOr(row[name], ''),
    }));
}

const SET =
  'mutation($host: String!, $scope: String!, $props: QuotaScopeInput!)' +
  ' { set_quota_scope(storage_host_name: $host, quota_scope_id: $scope, props: $props) { quota_scope { quota_scope_id } } }';
const UNSET =
  'mutation($host: String!, $scope: String!)' +
  ' { unset_quota_scope(storage_host_name: $host, quota_scope_id: $scope) { quota_scope { quota_scope_id } } }';

export async function setQuota(
  fetcher: Fetcher,
  quota: Pick<Quota, 'host' | 'scope'>,
  bytes: number,
): Promise<void> {
  await query(fetcher, SET, {
    host: quota.host,
    scope: quota.scope,
    props: { hard_limit_bytes: bytes },
  });
}

/** Back to what the policy says. */
export async function unsetQuota(fetcher: Fetcher, quota: Quota): Promise<void> {
  await query(fetcher, UNSET, { host: quota.host, scope: quota.scope });
}

export interface BigFolder {
  id: string;
  name: string;
  host: string;
  owner: string;
  project: string;
  usedBytes: number | null;
  files: number | null;
  lastUsed: string | null;
  countedAt: string | null;
  status: string;
}

export async function fetchBigFolders(fetcher: Fetcher, limit: number): Promise<BigFolder[]> {
  const answer = await json(fetcher, `storage/report?limit=${limit}`);
  return rows(answer, 'items').map((row) => ({
    id: text(row['id'], 'items[].id'),
    name: textOr(row['name'], ''),
    host: textOr(row['host'], ''),
    owner: textOr(row['owner'], ''),
    project: textOr(row['group'], ''),
    usedBytes: numberOrNull(row['used_bytes']),
    files: numberOrNull(row['files']),
    lastUsed: timeOrNull(row['last_used']),
    countedAt: timeOrNull(row['counted_at']),
    status: textOr(row['status'], ''),
  }));
}

/** Something on the disk or in the database that does not fit the other. */
export interface Finding {
  kind: 'orphan' | 'missing' | 'misplaced' | 'returned';
  id: string;
  name: string;
  host: string;
  owner: string;
  path: string;
}

export interface CheckResult {
  findings: Finding[];
  /** Hosts that did not answer, and why: nothing is known of their folders. */
  unchecked: string[];
  at: number;
}

export async function fetchCheck(fetcher: Fetcher): Promise<CheckResult> {
  const answer = await json(fetcher, 'storage/check');
  const of = (kind: Finding['kind'], field: string): Finding[] =>
    rows(answer, field).map((row) => ({
      kind,
      id: textOr(row['folder_id'], '') || textOr(row['id'], ''),
      name: textOr(row['name'], ''),
      host: textOr(row['host'], ''),
      owner: textOr(row['owner'], '') || textOr(row['quota_scope'], ''),
      path: textOr(row['path'], ''),
    }));
  return {
    findings: [
      ...of('orphan', 'orphans'),
      ...of('missing', 'missing'),
      ...of('misplaced', 'misplaced'),
      ...of('returned', 'returned'),
    ],
    unchecked: isObject(answer) && Array.isArray(answer['unchecked']) ? answer['unchecked'].map(String) : [],
    at: Date.now(),
  };
}

/** Orphans move to the trash of their owners, missing ones are marked; those that are back are so no longer. */
export async function repair(fetcher: Fetcher, findings: Finding[]): Promise<void> {
  const ids = (kind: Finding['kind']): string[] =>
    findings.filter((finding) => finding.kind === kind).map(({ id }) => id);
  await send(fetcher, 'storage/check/repair', 'POST', {
    orphans: ids('orphan'),
    missing: ids('missing'),
  });
}
