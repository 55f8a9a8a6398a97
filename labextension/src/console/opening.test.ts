// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';

import { openInTab, openingOf } from './opening';

const WANTED = { session: '1', sessionName: 'mine', app: 'ttyd', title: 'Terminal', options: null };

afterEach(() => {
  localStorage.clear();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function opened(): string {
  const open = vi.spyOn(window, 'open').mockReturnValue(null);
  openInTab(WANTED);
  expect(open).toHaveBeenCalledWith(expect.anything(), '_blank', 'noopener');
  return String(open.mock.calls[0]?.[0]).replace('./', '');
}

describe('a new tab', () => {
  it('learns which app it is to open, and nothing stands in its address', () => {
    const hash = opened();
    expect(hash).toMatch(/^#\/open\/[0-9a-f]{32}$/);
    expect(openingOf(hash)).toMatchObject(WANTED);
  });

  it('opens nothing for an address from elsewhere, or one that is old', () => {
    expect(openingOf('#/open/' + '0'.repeat(32))).toBeNull();
    expect(openingOf('#/open/1/ttyd')).toBeNull();
    const hash = opened();
    vi.useFakeTimers({ now: Date.now() + 11 * 60_000 });
    expect(openingOf(hash)).toBeNull();
  });
});
