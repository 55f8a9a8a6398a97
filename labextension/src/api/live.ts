/** What the page knows and how fresh it is: a pure reducer over the events of the overview stream. */

import type { Overview } from './overview';

export type Connection =
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** `since`: milliseconds since the epoch. */
  | { kind: 'reconnecting'; since: number; detail: string }
  | { kind: 'login' };

export interface Live {
  overview: Overview | null;
  connection: Connection;
}

export type LiveEvent =
  { type: 'overview'; overview: Overview } | { type: 'lost'; at: number; detail: string } | { type: 'login' };

export const START: Live = { overview: null, connection: { kind: 'connecting' } };

export function reduce(live: Live, event: LiveEvent): Live {
  switch (event.type) {
    case 'overview':
      if (live.overview && overtaken(event.overview, live.overview)) {
        return { ...live, connection: { kind: 'live' } };
      }
      return { overview: event.overview, connection: { kind: 'live' } };
    case 'lost': {
      const before = live.connection;
      const since = before.kind === 'reconnecting' ? before.since : event.at;
      return { ...live, connection: { kind: 'reconnecting', since, detail: event.detail } };
    }
    case 'login':
      return { ...live, connection: { kind: 'login' } };
  }
}

/** A late message must not take the page back in time; a clock that was set back must not freeze it. */
function overtaken(next: Overview, known: Overview): boolean {
  const behind = Date.parse(known.at) - Date.parse(next.at);
  return behind > 0 && behind < 10_000;
}

/** Milliseconds to wait before the n-th retry in a row (0 = first): 1 s doubling to 15 s. */
export function backoff(attempt: number): number {
  return Math.min(15_000, 1000 * 2 ** Math.min(attempt, 10));
}
