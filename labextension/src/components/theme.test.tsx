import { act, cleanup, render, screen } from '@testing-library/react';
import { theme } from 'antd';
import type { JSX } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { Theme } from './Theme';

afterEach(cleanup);

/** The browser's answer to `(prefers-reduced-motion: reduce)`, which its user may change. */
function preference(matches: boolean): (next: boolean) => void {
  const media = Object.assign(new EventTarget(), { matches });
  const other = Object.assign(new EventTarget(), { matches: false });
  vi.spyOn(window, 'matchMedia').mockImplementation(
    (query) => (query.includes('reduced-motion') ? media : other) as unknown as MediaQueryList,
  );
  return (next) => {
    media.matches = next;
    media.dispatchEvent(new Event('change'));
  };
}

function Motion(): JSX.Element {
  return <output>{theme.useToken().token.motion ? 'moves' : 'stands still'}</output>;
}

describe('motion', () => {
  it('is there unless the browser asks for less, and follows what it asks', () => {
    const prefer = preference(false);
    render(
      <Theme dark={false}>
        <Motion />
      </Theme>,
    );
    expect(screen.getByText('moves')).toBeTruthy();
    act(() => prefer(true));
    expect(screen.getByText('stands still')).toBeTruthy();
    act(() => prefer(false));
    expect(screen.getByText('moves')).toBeTruthy();
  });

  it('is not there from the first drawing on', () => {
    preference(true);
    render(
      <Theme dark compact>
        <Motion />
      </Theme>,
    );
    expect(screen.getByText('stands still')).toBeTruthy();
  });
});
