/** What a visit to the login would interrupt, as it loads the page anew: uploads. It waits for them. */

import { useEffect, useSyncExternalStore } from 'react';

interface Work {
  readonly busy: boolean;
  subscribe: (listener: () => void) => () => void;
}

const listeners = new Set<() => void>();
let work: Work | null = null;

/** From here on `going` counts; the browser asks before the page is left meanwhile. */
export function interruptible(going: Work): void {
  work = going;
  going.subscribe(() => listeners.forEach((listener) => listener()));
  window.addEventListener('beforeunload', (event) => {
    if (going.busy) event.preventDefault();
  });
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const busy = (): boolean => work?.busy ?? false;

/** Go to the login when that is needed and nothing would be interrupted any more. Answers whether it is put off. */
export function useLogin(needed: boolean, onLogin: () => void): boolean {
  const putOff = useSyncExternalStore(subscribe, busy) && needed;
  useEffect(() => {
    if (needed && !putOff) onLogin();
  }, [needed, putOff, onLogin]);
  return putOff;
}
