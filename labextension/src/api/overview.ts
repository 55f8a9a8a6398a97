/**
 * The overview: what the hub service tells one user about their sessions and the cluster's free resources.
 *
 * Amounts are strings as the API writes them: bytes for `mem`, a decimal number for every other slot.
 */

import { type Estimate, parseEstimate } from './estimates';
import { type Idle, parseIdle } from './idleness';
import { amount, amounts, isObject, list, numberOrNull, object, text, textOr, textOrNull } from './reading';

export interface User {
  username: string;
  email: string;
  role: string;
  isAdmin: boolean;
}

export interface Session {
  id: string;
  name: string;
  type: string;
  status: string;
  statusInfo: string;
  /** Place in the queue of its resource group, 1 = next; null unless it waits. */
  place: number | null;
  of: number | null;
  /** Why it is not running yet: one plain sentence, or empty. */
  reason: string;
  /** When it is to start; null unless it waits and something can be said. */
  estimate: Estimate | null;
  /** That it is going to be ended because nobody uses it. */
  idle: Idle | null;
  image: string;
  resourceGroup: string;
  slots: Record<string, string>;
  createdAt: string | null;
  startedAt: string | null;
  /** Name of the Hub server it belongs to ('' is the default server); null for a session of the API. */
  hubServer: string | null;
  url: string | null;
  owner: string;
}

export interface SlotAmounts {
  slot: string;
  capacity: string;
  occupied: string;
  free: string;
}

export interface ResourceGroup {
  name: string;
  agents: number;
  slots: SlotAmounts[];
}

export interface Overview {
  user: User;
  sessions: Session[];
  resourceGroups: ResourceGroup[];
  limits: Limits;
  /** The Hub's base URL ('/' or '/prefix/'), null when the service does not tell. */
  hubBaseUrl: string | null;
  at: string;
}

/** The user's policy: most sessions at once, most of each slot; what is absent is unlimited. */
export interface Limits {
  sessions: number | null;
  slots: Record<string, string>;
  /** What counts against them now: open sessions, and amounts by slot. */
  usingSessions: number;
  using: Record<string, string>;
}

/** Read an answer of `GET console/overview`. Throws `MalformedAnswer` that names the field. */
export function parseOverview(answer: unknown): Overview {
  const root = object(answer, 'overview');
  const user = object(root['user'], 'user');
  return {
    user: {
      username: text(user['username'], 'user.username'),
      email: textOr(user['email'], ''),
      role: textOr(user['role'], 'user'),
      isAdmin: user['is_admin'] === true,
    },
    sessions: list(root['sessions'], 'sessions').map(parseSession),
    resourceGroups: list(root['resource_groups'], 'resource_groups').map(parseGroup),
    limits: parseLimits(root['limits']),
    hubBaseUrl: parseHub(root['hub']),
    at: textOr(root['at'], ''),
  };
}

function parseSession(value: unknown): Session {
  const row = object(value, 'sessions[]');
  return {
    id: text(row['id'], 'sessions[].id'),
    name: text(row['name'], 'sessions[].name'),
    type: textOr(row['type'], ''),
    status: text(row['status'], 'sessions[].status'),
    statusInfo: textOr(row['status_info'], ''),
    place: numberOrNull(row['place']),
    of: numberOrNull(row['of']),
    reason: textOr(row['reason'], ''),
    estimate: parseEstimate(row['estimate']),
    idle: parseIdle(row['idle']),
    image: textOr(row['image'], ''),
    resourceGroup: textOr(row['resource_group'], ''),
    slots: amounts(row['slots']),
    createdAt: textOrNull(row['created_at']),
    startedAt: textOrNull(row['started_at']),
    hubServer: textOrNull(row['hub_server']),
    url: textOrNull(row['url']),
    owner: textOr(row['owner'], ''),
  };
}

function parseGroup(value: unknown): ResourceGroup {
  const row = object(value, 'resource_groups[]');
  return {
    name: text(row['name'], 'resource_groups[].name'),
    agents: numberOrNull(row['agents']) ?? 0,
    slots: list(row['slots'], 'resource_groups[].slots').map((item) => {
      const slot = object(item, 'resource_groups[].slots[]');
      return {
        slot: text(slot['slot'], 'resource_groups[].slots[].slot'),
        capacity: amount(slot['capacity']),
        occupied: amount(slot['occupied']),
        free: amount(slot['free']),
      };
    }),
  };
}

function parseLimits(value: unknown): Limits {
  if (!isObject(value)) return { sessions: null, slots: {}, usingSessions: 0, using: {} };
  const sessions = isObject(value['sessions']) ? value['sessions'] : {};
  const slots = Array.isArray(value['slots']) ? value['slots'].filter(isObject) : [];
  const by = (field: string): Record<string, string> =>
    Object.fromEntries(slots.map((row) => [textOr(row['slot'], '?'), amount(row[field])]));
  return {
    sessions: numberOrNull(sessions['limit']),
    slots: by('limit'),
    usingSessions: numberOrNull(sessions['using']) ?? 0,
    using: by('using'),
  };
}

function parseHub(value: unknown): string | null {
  return isObject(value) ? textOrNull(value['base_url']) : null;
}
