import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import { interruptible, useLogin } from './leaving';

afterEach(cleanup);

it('the login waits for what it would interrupt, on every page, and the browser asks before', () => {
  const onLogin = vi.fn();
  const early = renderHook(({ needed }) => useLogin(needed, onLogin), { initialProps: { needed: false } });

  // Begun after the page was drawn, as uploads are.
  const listeners = new Set<() => void>();
  const work = {
    busy: false,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  interruptible(work);
  const set = (busy: boolean): void =>
    act(() => {
      work.busy = busy;
      listeners.forEach((listener) => listener());
    });
  const left = (): boolean => window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

  set(true);
  early.rerender({ needed: true });
  expect([early.result.current, onLogin.mock.calls.length, left()]).toEqual([true, 0, false]);
  set(true);
  expect(onLogin).not.toHaveBeenCalled();
  set(false);
  expect([early.result.current, onLogin.mock.calls.length, left()]).toEqual([false, 1, true]);
});
