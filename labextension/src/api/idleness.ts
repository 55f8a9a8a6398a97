/** Idle checks: what will end a session that nobody uses, by which evidence, and "keep it". */

import { type Json, isObject, list, numberOrNull, object, textOr, textOrNull } from './reading';
import { type Fetcher, call } from './service';

/** As the overview tells it of a session that is going to be ended. */
export interface Idle {
  endsAt: string;
  /** One sentence: why, by which evidence. */
  text: string;
  maySnooze: boolean;
}

export interface IdleCheck {
  name: string;
  /** Seconds until it ends the session; null when it does not run down now. */
  remaining: number | null;
  text: string;
  evidence: Json;
}

export interface Idleness {
  checks: IdleCheck[];
  endsAt: string | null;
  warned: boolean;
  maySnooze: boolean;
  snoozedUntil: string | null;
}

export function parseIdle(value: unknown): Idle | null {
  if (!isObject(value)) return null;
  const endsAt = textOrNull(value['endsAt']);
  if (endsAt === null) return null;
  return { endsAt, text: textOr(value['text'], ''), maySnooze: value['maySnooze'] === true };
}

export function parseIdleness(answer: unknown): Idleness {
  const root = object(answer, 'idleness');
  return {
    checks: list(root['checks'], 'checks')
      .filter(isObject)
      .map((row) => ({
        name: textOr(row['name'], ''),
        remaining: numberOrNull(row['remaining']),
        text: textOr(row['text'], ''),
        evidence: isObject(row['evidence']) ? row['evidence'] : {},
      })),
    endsAt: textOrNull(root['endsAt']),
    warned: root['warned'] === true,
    maySnooze: root['maySnooze'] === true,
    snoozedUntil: textOrNull(root['snoozedUntil']),
  };
}

const CHECKS = new Map([
  ['network_timeout', 'Nobody uses it'],
  ['utilization', 'It uses too little'],
  ['session_lifetime', 'It has run for as long as it may'],
  ['reclaim', 'Others wait for its accelerators'],
]);

export const checkName = (name: string): string => CHECKS.get(name) ?? name;

const at = (id: string, rest: string): string => `session/${encodeURIComponent(id)}/${rest}`;

export async function fetchIdleness(fetcher: Fetcher, id: string): Promise<Idleness> {
  const response = await call(fetcher, at(id, 'idleness'));
  return parseIdleness(await response.json());
}

/** "Keep it": once per session, the checks begin anew. */
export async function snooze(fetcher: Fetcher, id: string): Promise<Idleness> {
  const response = await call(fetcher, at(id, 'snooze'), { method: 'POST' });
  return parseIdleness(await response.json());
}

/** `in 9 min`, `now`; for a time in the future. */
export function remainingText(seconds: number): string {
  if (seconds <= 0) return 'now';
  if (seconds < 90) return `in ${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `in ${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `in ${hours} h` : `in ${Math.round(hours / 24)} d`;
}
