// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { mockOverview } from '../../mock/overview';
import type { LiveEvent } from './live';
import type { Fetcher } from './service';
import { poll, subscribe, whileSeen } from './stream';

/** An EventSource that the test drives. */
class FakeSource extends EventTarget {
  static opened: FakeSource[] = [];
  onerror: (() => void) | null = null;
  closed = false;
  constructor(readonly url: string) {
    super();
    FakeSource.opened.push(this);
  }
  close(): void {
    this.closed = true;
  }
  say(data: string): void {
    this.dispatchEvent(new MessageEvent('overview', { data }));
  }
}

const Source = FakeSource as unknown as typeof EventSource;
const overview = (at: string): string => JSON.stringify({ ...mockOverview([]), at });
const answering = (status: number): Fetcher =>
  vi.fn(() => Promise.resolve(new Response(overview('1'), { status })));

beforeEach(() => {
  vi.useFakeTimers();
  FakeSource.opened = [];
});
afterEach(() => vi.useRealTimers());

describe('the stream', () => {
  it('shows an overview at once, then each one that is sent', async () => {
    const events: LiveEvent[] = [];
    const stop = subscribe('s', answering(200), (event) => events.push(event), Source);
    await vi.advanceTimersByTimeAsync(0);
    FakeSource.opened[0]?.say(overview('2'));
    expect(events.map(({ type }) => type)).toEqual(['overview', 'overview']);
    stop();
    expect(FakeSource.opened[0]?.closed).toBe(true);
  });

  it('reconnects after an error', async () => {
    const events: LiveEvent[] = [];
    const stop = subscribe('s', answering(200), (event) => events.push(event), Source);
    await vi.advanceTimersByTimeAsync(0);
    FakeSource.opened[0]?.onerror?.();
    expect(events.at(-1)?.type).toBe('lost');
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeSource.opened).toHaveLength(2);
    expect(events.at(-1)?.type).toBe('overview');
    stop();
  });

  it('takes silence for a dead connection', async () => {
    const events: LiveEvent[] = [];
    const stop = subscribe('s', answering(200), (event) => events.push(event), Source);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(events.at(-1)?.type).toBe('lost');
    expect(FakeSource.opened[0]?.closed).toBe(true);
    stop();
  });

  it('stops and asks for a login on 401', async () => {
    const events: LiveEvent[] = [];
    const stop = subscribe('s', answering(401), (event) => events.push(event), Source);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(events).toEqual([{ type: 'login' }]);
    expect(FakeSource.opened).toHaveLength(0);
    stop();
  });

  it('backs off while the service is down, and says nothing once stopped', async () => {
    const fetcher = answering(503);
    const events: LiveEvent[] = [];
    const stop = subscribe('s', fetcher, (event) => events.push(event), Source);
    await vi.advanceTimersByTimeAsync(6500); // tries at 0, 1 and 3 s
    expect(fetcher).toHaveBeenCalledTimes(3);
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetcher).toHaveBeenCalledTimes(3);
    expect(events.every(({ type }) => type === 'lost')).toBe(true);
  });
});

it('polling asks again after each answer', async () => {
  const fetcher = answering(200);
  const events: LiveEvent[] = [];
  const stop = poll(
    fetcher,
    (event) => events.push(event),
    () => 1000,
  );
  await vi.advanceTimersByTimeAsync(2500);
  expect(fetcher).toHaveBeenCalledTimes(3);
  stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(fetcher).toHaveBeenCalledTimes(3);
  expect(events).toHaveLength(3);
});

it('a source rests while nobody sees the page', async () => {
  let running = 0;
  const seen = vi.spyOn(document, 'hidden', 'get').mockReturnValue(false);
  const change = (hidden: boolean): void => {
    seen.mockReturnValue(hidden);
    document.dispatchEvent(new Event('visibilitychange'));
  };
  const source = whileSeen(() => {
    running += 1;
    return () => {
      running -= 1;
    };
  }, 1000);
  const stop = source(() => undefined);
  change(true);
  await vi.advanceTimersByTimeAsync(500);
  change(false);
  await vi.advanceTimersByTimeAsync(2000);
  expect(running).toBe(1); // a short look elsewhere changes nothing
  change(true);
  await vi.advanceTimersByTimeAsync(2000);
  expect(running).toBe(0);
  change(false);
  expect(running).toBe(1);
  stop();
  expect(running).toBe(0);
  change(false);
  expect(running).toBe(0);
});
