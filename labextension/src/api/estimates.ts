/** When something would start: what the scheduler answers of a session that waits, or of a mere wish. */

import { type Json, amounts, isObject, numberOrNull, object, textOr, textOrNull } from './reading';
import { type Fetcher, send } from './service';

export interface Estimate {
  /** Seconds from now: the likeliest, and the interval that holds `level` of all such starts. */
  seconds: number;
  low: number;
  high: number;
  /** 0 to 1. */
  level: number;
  /** `in about 12 min (5–25)`. */
  text: string;
}

export type When = 'now' | 'wait' | 'never';

/** Whether something would start now, and if not, why or when. */
export interface Outlook {
  when: When;
  text: string;
  estimate: Estimate | null;
}

/** The smallest change that would let it start now. */
export interface Change {
  text: string;
  resources: Record<string, string> | null;
  resourceGroup: string | null;
  /** Seconds that it would have to end within. */
  timeLimit: number | null;
  /** Containers, and whether they may be on several nodes. */
  clusterSize: number | null;
  clusterMode: string | null;
  /** The id of a session of one's own that would have to end. */
  endSession: string | null;
}

/** The dry run of a session that nobody has asked for yet. */
export interface DryRun extends Outlook {
  change: Change | null;
  place: number | null;
}

export function parseEstimate(value: unknown): Estimate | null {
  if (!isObject(value)) return null;
  const seconds = numberOrNull(value['seconds']);
  if (seconds === null) return null;
  return {
    seconds,
    low: numberOrNull(value['low']) ?? seconds,
    high: numberOrNull(value['high']) ?? seconds,
    level: numberOrNull(value['level']) ?? 0,
    text: textOr(value['text'], ''),
  };
}

/** Null where the answer says nothing about it. */
export function parseOutlook(row: Json): Outlook | null {
  const when = row['when'];
  if (when !== 'now' && when !== 'wait' && when !== 'never') return null;
  return { when, text: textOr(row['text'], ''), estimate: parseEstimate(row['estimate']) };
}

export function parseChange(value: unknown): Change | null {
  if (!isObject(value)) return null;
  return {
    text: textOr(value['text'], ''),
    resources: isObject(value['resources']) ? amounts(value['resources']) : null,
    resourceGroup: textOrNull(value['resourceGroup']),
    timeLimit: numberOrNull(value['timeLimit']),
    clusterSize: numberOrNull(value['clusterSize']),
    clusterMode: textOrNull(value['clusterMode']),
    endSession: textOrNull(value['endSession']),
  };
}

/** In a few words: `now`, `in about 12 min (5–25)`, `never under your policy: …`. */
export function inShort({ when, text, estimate }: Outlook): string {
  if (when === 'now') return 'now';
  if (when === 'wait') return estimate?.text || text || 'later; how much later cannot be said';
  return !text || text.startsWith('never') ? text || 'never' : `never: ${text}`;
}

/** How far an estimate may be trusted, in one sentence. */
export function trust({ level }: Estimate): string {
  return level > 0 ? `${Math.round(level * 100)} of 100 such starts fall inside this interval.` : '';
}

/** Whether the session that `request` describes would start now. Creates nothing. */
export async function dryRun(fetcher: Fetcher, request: Json): Promise<DryRun> {
  const response = await send(fetcher, 'session/_/estimate', 'POST', request);
  const answer = object(await response.json(), 'answer');
  const outlook = parseOutlook(answer) ?? { when: 'wait', text: textOr(answer['text'], ''), estimate: null };
  return { ...outlook, change: parseChange(answer['change']), place: numberOrNull(answer['place']) };
}
