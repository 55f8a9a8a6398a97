import { useEffect, useReducer, useState } from 'react';

import { type Live, START, reduce } from '../api/live';
import type { Emit, Stop } from '../api/stream';

/** The state that a source of overviews (`subscribe`, `poll`) keeps fresh. `source` must be a stable function. */
export function useLive(source: (emit: Emit) => Stop): Live {
  const [live, emit] = useReducer(reduce, START);
  useEffect(() => source(emit), [source]);
  return live;
}

/** Milliseconds since the epoch, renewed every `interval` ms. */
export function useNow(interval = 5000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now;
}
