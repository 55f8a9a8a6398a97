import { useCallback, useEffect, useRef, useState } from 'react';

export interface Polled<T> {
  value: T | null;
  error: Error | null;
  /** Ask again now. */
  refresh: () => void;
}

/** What `ask` answers, now and every `interval` ms (0: only when told to). `ask` must be a stable function. */
export function usePolled<T>(ask: () => Promise<T>, interval: number): Polled<T> {
  const [state, setState] = useState<{ value: T | null; error: Error | null }>({ value: null, error: null });
  const again = useRef<() => void>(() => undefined);
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      clearTimeout(timer);
      try {
        const value = await ask();
        if (!over) setState({ value, error: null });
      } catch (error) {
        // What was known stays on the page, beside the problem.
        if (!over) setState((before) => ({ value: before.value, error: error as Error }));
      }
      if (!over && interval > 0) timer = setTimeout(() => void look(), interval);
    };
    setState({ value: null, error: null });
    again.current = () => void look();
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [ask, interval]);
  const refresh = useCallback(() => again.current(), []);
  return { ...state, refresh };
}
