/** Why a session waits: what the scheduler's own decision says, as far as the asking person may know. */

import { type Change, type Estimate, parseChange, parseEstimate } from './estimates';
import { amounts, isObject, list, numberOrNull, object, text, textOr, textOrNull } from './reading';
import { type Fetcher, call, send } from './service';

/** One rule that was looked at. */
export interface Check {
  name: string;
  passed: boolean;
  text: string;
}

/** A session that holds what this one needs. */
export interface Holder {
  /** `you`, a name, or as much as may be told. */
  who: string;
  sessionId: string | null;
  name: string | null;
  slots: Record<string, string>;
  since: string | null;
  /** At the latest; null when nothing ends it. */
  endsBy: string | null;
}

export interface Explanation {
  sessionId: string;
  name: string;
  status: string;
  resourceGroup: string;
  place: number | null;
  length: number | null;
  code: string;
  reason: string;
  missing: Record<string, string>;
  checks: Check[];
  holders: Holder[];
  change: Change | null;
  estimate: Estimate | null;
  /** Nodes that are kept free for it. */
  reservedNodes: number;
}

export function parseExplanation(answer: unknown): Explanation {
  const root = object(answer, 'explanation');
  const rows = (field: string): Record<string, unknown>[] =>
    Array.isArray(root[field]) ? list(root[field], field).filter(isObject) : [];
  return {
    sessionId: text(root['sessionId'], 'sessionId'),
    name: textOr(root['name'], ''),
    status: text(root['status'], 'status'),
    resourceGroup: textOr(root['resourceGroup'], ''),
    place: numberOrNull(root['place']),
    length: numberOrNull(root['length']),
    code: textOr(root['code'], ''),
    reason: textOr(root['reason'], ''),
    missing: amounts(root['missing']),
    checks: rows('checks').map((row) => ({
      name: textOr(row['name'], ''),
      passed: row['passed'] === true,
      text: textOr(row['text'], ''),
    })),
    holders: rows('holders').map((row) => ({
      who: textOr(row['who'], 'somebody else'),
      sessionId: textOrNull(row['sessionId']),
      name: textOrNull(row['name']),
      slots: amounts(row['slots']),
      since: textOrNull(row['since']),
      endsBy: textOrNull(row['endsBy']),
    })),
    change: parseChange(root['change']),
    estimate: parseEstimate(root['estimate']),
    reservedNodes: numberOrNull(root['reservedNodes']) ?? 0,
  };
}

export async function fetchExplanation(fetcher: Fetcher, id: string): Promise<Explanation> {
  const response = await call(fetcher, `session/${encodeURIComponent(id)}/explain`);
  return parseExplanation(await response.json());
}

/** Priorities go from -100 to 100; the greater is the earlier. For admins. */
export async function setPriority(fetcher: Fetcher, id: string, priority: number): Promise<void> {
  await send(fetcher, `session/${encodeURIComponent(id)}/priority`, 'PATCH', { priority });
}
