import { describe, expect, it } from 'vitest';

import { mockOverview } from '../../mock/overview';
import { START, backoff, reduce } from './live';
import { type Overview, parseOverview } from './overview';

const at = (time: string): Overview => parseOverview({ ...mockOverview([]), at: time });

describe('the state of the page', () => {
  it('is live with the first overview', () => {
    const live = reduce(START, { type: 'overview', overview: at('2026-01-01T00:00:00Z') });
    expect(live.connection).toEqual({ kind: 'live' });
    expect(live.overview?.at).toBe('2026-01-01T00:00:00Z');
  });

  it('never goes back in time', () => {
    const newer = reduce(START, { type: 'overview', overview: at('2026-01-01T00:00:05Z') });
    const after = reduce(newer, { type: 'overview', overview: at('2026-01-01T00:00:04Z') });
    expect(after.overview?.at).toBe('2026-01-01T00:00:05Z');
  });

  it('follows a clock that was set back', () => {
    const newer = reduce(START, { type: 'overview', overview: at('2026-01-01T01:00:00Z') });
    const after = reduce(newer, { type: 'overview', overview: at('2026-01-01T00:00:00Z') });
    expect(after.overview?.at).toBe('2026-01-01T00:00:00Z');
  });

  it('keeps what it knows, and since when, while it reconnects', () => {
    const live = reduce(START, { type: 'overview', overview: at('2026-01-01T00:00:00Z') });
    const once = reduce(live, { type: 'lost', at: 1000, detail: 'cut' });
    const twice = reduce(once, { type: 'lost', at: 9000, detail: 'refused' });
    expect(twice.overview).toBe(live.overview);
    expect(twice.connection).toEqual({ kind: 'reconnecting', since: 1000, detail: 'refused' });
    expect(reduce(twice, { type: 'overview', overview: at('2026-01-01T00:01:00Z') }).connection.kind).toBe(
      'live',
    );
  });

  it('asks for a login', () => {
    expect(reduce(START, { type: 'login' }).connection).toEqual({ kind: 'login' });
  });
});

it('retries after 1 s, doubling to 15 s', () => {
  expect([0, 1, 2, 3, 4, 100].map(backoff)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
});
