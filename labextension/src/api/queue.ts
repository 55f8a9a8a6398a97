/** The queues of all resource groups, for admins. */

import { type Estimate, parseEstimate } from './estimates';
import { amounts, isObject, list, numberOrNull, object, text, textOr, textOrNull } from './reading';
import { type Fetcher, call } from './service';

/** How often starts fell inside the interval that was told. */
export interface Calibration {
  /** Share, 0 to 1. */
  inside: number;
  /** Starts that were looked at. */
  count: number;
}

export interface QueueGroup {
  name: string;
  scheduler: string;
  selector: string;
  waiting: number;
  running: number;
  allocatedPercent: number | null;
  /** Of the accelerators, what lies in pieces that no usual session fits into. */
  fragmentedPercent: number | null;
  calibration: Calibration | null;
}

export interface QueueItem {
  sessionId: string;
  name: string;
  owner: string;
  /** Under which an admin acts for the owner. */
  ownerAccessKey: string | null;
  project: string;
  resourceGroup: string;
  place: number | null;
  priority: number;
  preemptible: boolean;
  type: string;
  requested: Record<string, string>;
  waitedSeconds: number;
  code: string;
  reason: string;
  estimate: Estimate | null;
}

export interface Queue {
  groups: QueueGroup[];
  items: QueueItem[];
  /** Sessions that the caller may see; `items` are the first of them. */
  total: number;
}

/** Sessions that one answer holds at most. */
const MOST = 1000;

export function parseQueue(answer: unknown): Queue {
  const root = object(answer, 'queue');
  const items = list(root['items'], 'items').map(parseItem);
  return {
    groups: list(root['groups'], 'groups').map(parseGroup),
    items,
    total: numberOrNull(root['total']) ?? items.length,
  };
}

function parseGroup(value: unknown): QueueGroup {
  const row = object(value, 'groups[]');
  const told = row['calibration'];
  const inside = isObject(told) ? numberOrNull(told['inside']) : null;
  return {
    name: text(row['name'], 'groups[].name'),
    scheduler: textOr(row['scheduler'], ''),
    selector: textOr(row['selector'], ''),
    waiting: numberOrNull(row['waiting']) ?? 0,
    running: numberOrNull(row['running']) ?? 0,
    allocatedPercent: numberOrNull(row['allocatedPercent']),
    fragmentedPercent: numberOrNull(row['fragmentedPercent']),
    calibration:
      isObject(told) && inside !== null ? { inside, count: numberOrNull(told['count']) ?? 0 } : null,
  };
}

function parseItem(value: unknown): QueueItem {
  const row = object(value, 'items[]');
  return {
    sessionId: text(row['sessionId'], 'items[].sessionId'),
    name: textOr(row['name'], ''),
    owner: textOr(row['owner'], ''),
    ownerAccessKey: textOrNull(row['ownerAccessKey']),
    project: textOr(row['project'], ''),
    resourceGroup: textOr(row['resourceGroup'], ''),
    place: numberOrNull(row['place']),
    priority: numberOrNull(row['priority']) ?? 0,
    preemptible: row['preemptible'] === true,
    type: textOr(row['type'], ''),
    requested: amounts(row['requested']),
    waitedSeconds: numberOrNull(row['waitedSeconds']) ?? 0,
    code: textOr(row['code'], ''),
    reason: textOr(row['reason'], ''),
    estimate: parseEstimate(row['estimate']),
  };
}

/** Of one resource group, or of all. */
export async function fetchQueue(fetcher: Fetcher, group: string | null = null): Promise<Queue> {
  const asked = new URLSearchParams({ size: String(MOST), ...(group === null ? {} : { group }) });
  const response = await call(fetcher, `queue?${asked.toString()}`);
  return parseQueue(await response.json());
}
