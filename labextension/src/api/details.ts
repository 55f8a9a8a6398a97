/** One session with its apps, history and figures, and what can be done about it. */

import { type Permission, permission } from './folders';
import { amounts, isObject, list, numberOrNull, object, text, textOr, textOrNull } from './reading';
import { type Fetcher, call, send } from './service';

/** `running`, `starts` at its first use, or `waits`: a port on which a program of the user's is to listen. */
export type AppState = 'running' | 'starts' | 'waits';

/** A folder of the session. */
export interface DetailMount {
  name: string;
  /** The part of the folder that is mounted; '' is all of it. */
  subpath: string;
  /** Absolute, or relative to the home. */
  target: string;
  permission: Permission;
}

export interface AppInfo {
  name: string;
  protocol: string;
  /** 0 until it is known. */
  port: number;
  state: AppState;
  /** Why it does not come up, in one sentence. */
  problem: string | null;
  /** What its definition lets people say: name -> default; null for a flag. */
  allowedArguments: Record<string, string | null>;
  allowedEnvs: Record<string, string | null>;
}

/** One figure as agents tell it: amounts are decimal numbers as text. */
export interface Figure {
  name: string;
  current: number;
  capacity: number | null;
  unit: string;
  /** Per second, since the last look. */
  rate: number | null;
}

export interface Step {
  status: string;
  reason: string;
  at: string;
}

export interface Detail {
  id: string;
  name: string;
  type: string;
  status: string;
  statusInfo: string;
  result: string;
  image: string;
  architecture: string;
  resourceGroup: string;
  domain: string;
  tag: string | null;
  startupCommand: string | null;
  hubServer: string | null;
  queries: number;
  exitCode: number | null;
  node: string | null;
  slots: Record<string, string>;
  /** Of one of its containers. */
  slotsEach: Record<string, string>;
  clusterSize: number;
  clusterMode: string;
  sharedMemory: number;
  /** A value of null is hidden: it looks like a secret. */
  environ: { name: string; value: string | null }[];
  mounts: DetailMount[];
  history: Step[];
  createdAt: string | null;
  startedAt: string | null;
  terminatedAt: string | null;
  apps: AppInfo[];
  figures: Figure[];
}

export function parseDetail(answer: unknown): Detail {
  const root = object(answer, 'session');
  const rows = (name: string): Record<string, unknown>[] =>
    list(root[name], name).map((row) => object(row, `${name}[]`));
  return {
    id: text(root['id'], 'id'),
    name: text(root['name'], 'name'),
    type: textOr(root['type'], ''),
    status: text(root['status'], 'status'),
    statusInfo: textOr(root['status_info'], ''),
    result: textOr(root['result'], ''),
    image: textOr(root['image'], ''),
    architecture: textOr(root['architecture'], ''),
    resourceGroup: textOr(root['resource_group'], ''),
    domain: textOr(root['domain'], ''),
    tag: textOrNull(root['tag']),
    startupCommand: textOrNull(root['startup_command']),
    hubServer: textOrNull(root['hub_server']),
    queries: numberOrNull(root['num_queries']) ?? 0,
    exitCode: numberOrNull(root['exit_code']),
    node: textOrNull(root['node']),
    slots: amounts(root['slots']),
    slotsEach: amounts(root['slots_each'] ?? root['slots']),
    clusterSize: numberOrNull(root['cluster_size']) ?? 1,
    clusterMode: textOr(root['cluster_mode'], 'single-node'),
    sharedMemory: numberOrNull(root['shared_memory']) ?? 0,
    environ: rows('environ').map((row) => ({
      name: text(row['name'], 'environ[].name'),
      value: textOrNull(row['value']),
    })),
    mounts: rows('mounts').map((row) => ({
      name: textOr(row['name'], ''),
      subpath: textOr(row['subpath'], ''),
      target: textOr(row['target'], ''),
      permission: permission(row['permission']),
    })),
    history: rows('history').map((row) => ({
      status: text(row['status'], 'history[].status'),
      reason: textOr(row['reason'], ''),
      at: text(row['at'], 'history[].at'),
    })),
    createdAt: textOrNull(root['created_at']),
    startedAt: textOrNull(root['started_at']),
    terminatedAt: textOrNull(root['terminated_at']),
    apps: rows('apps').map(parseApp),
    figures: parseFigures(root['figures']),
  };
}

function parseApp(row: Record<string, unknown>): AppInfo {
  const state = row['state'];
  return {
    name: text(row['name'], 'apps[].name'),
    protocol: textOr(row['protocol'], 'http'),
    port: numberOrNull(row['port']) ?? 0,
    state: state === 'running' || state === 'waits' ? state : 'starts',
    problem: textOrNull(row['problem']),
    allowedArguments: defaults(row['allowed_arguments']),
    allowedEnvs: defaults(row['allowed_envs']),
  };
}

function defaults(value: unknown): Record<string, string | null> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, given]) => [name, textOrNull(given)]));
}

function parseFigures(value: unknown): Figure[] {
  if (!isObject(value)) return [];
  const figures: Figure[] = [];
  for (const [name, metric] of Object.entries(value)) {
    if (!isObject(metric)) continue;
    const current = Number(metric['current']);
    if (!Number.isFinite(current)) continue;
    const capacity = metric['capacity'] === null ? NaN : Number(metric['capacity'] ?? NaN);
    const rate = Number(metric['stats.rate'] ?? NaN);
    figures.push({
      name,
      current,
      capacity: Number.isFinite(capacity) && capacity > 0 ? capacity : null,
      unit: textOr(metric['unit_hint'], ''),
      rate: Number.isFinite(rate) ? rate : null,
    });
  }
  return figures;
}

const at = (id: string, rest = ''): string => `session/${encodeURIComponent(id)}${rest}`;

export async function fetchDetail(fetcher: Fetcher, id: string): Promise<Detail> {
  const response = await call(fetcher, `console/${at(id)}`);
  return parseDetail(await response.json());
}

/** Where the session's private key for ssh is downloaded, relative to the service. */
export const keyPath = (id: string): string => `console/${at(id, '/id_container')}`;

/** What a person says when starting an app; a null argument is a flag. */
export interface AppOptions {
  arguments: Record<string, string | null>;
  envs: Record<string, string>;
}

/** Start an app unless it runs, and get the address that opens it, once, in this browser. */
export async function openApp(
  fetcher: Fetcher,
  id: string,
  app: string,
  options: AppOptions | null = null,
): Promise<string> {
  if (options !== null) await send(fetcher, at(id, '/start-service'), 'POST', { app, ...options });
  const response = await call(fetcher, at(id, `/apps/${encodeURIComponent(app)}/open`));
  const answer = object(await response.json(), 'answer');
  return text(answer['url'], 'url');
}

export async function stopApp(fetcher: Fetcher, id: string, app: string): Promise<void> {
  await send(fetcher, at(id, '/shutdown-service'), 'POST', { service_name: app });
}

export async function renameSession(fetcher: Fetcher, id: string, name: string): Promise<void> {
  await call(fetcher, at(id, `/rename?name=${encodeURIComponent(name)}`), { method: 'POST' });
}

export async function restartSession(fetcher: Fetcher, id: string): Promise<void> {
  await call(fetcher, at(id), { method: 'PATCH' });
}

/** Begin to write the session's container into an archive of its owner's. */
export async function commitSession(fetcher: Fetcher, id: string): Promise<void> {
  await call(fetcher, at(id, '/commit'), { method: 'POST' });
}

/** What the session has printed, the newest megabyte; also after its end. */
export async function fetchLogs(fetcher: Fetcher, id: string): Promise<string> {
  const response = await call(fetcher, at(id, '/logs'));
  const result = object(object(await response.json(), 'answer')['result'], 'result');
  return plain(textOr(result['logs'], ''));
}

/** Without the codes by which terminals move and colour; of a line that was overwritten, what stood last. */
export function plain(printed: string): string {
  return (
    printed
      // eslint-disable-next-line no-control-regex
      .replace(/\u001b(\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(\u0007|\u001b\\)|[@-Z\\-_])/g, '')
      .replace(/\r+\n/g, '\n')
      .replace(/[^\n]*\r(?=[^\n])/g, '')
  );
}
