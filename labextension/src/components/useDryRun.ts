import { useEffect, useState } from 'react';

import { type DryRun, dryRun } from '../api/estimates';
import type { Json } from '../api/reading';
import { type Fetcher, ServiceError } from '../api/service';

/** Milliseconds without a change before it is asked. */
const PAUSE = 350;
/** Milliseconds after which it is asked again: the queue moves while somebody thinks. */
const INTERVAL = 10_000;

export interface Tried {
  answer: DryRun | null;
  /** What is wrong with the wish, in one sentence. */
  refusal: string;
}

const NOTHING: Tried = { answer: null, refusal: '' };

/** What the scheduler would do with `request` (the body of a session's creation, as JSON; '' asks nothing). */
export function useDryRun(fetcher: Fetcher, request: string): Tried {
  const [tried, setTried] = useState<Tried>(NOTHING);
  useEffect(() => {
    if (request === '') {
      setTried(NOTHING);
      return undefined;
    }
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      try {
        const answer = await dryRun(fetcher, JSON.parse(request) as Json);
        if (!over) setTried({ answer, refusal: '' });
      } catch (error) {
        // What is refused now would be refused then; an outage says nothing about the wish.
        const refused = error instanceof ServiceError && error.status >= 400 && error.status < 500;
        if (!over) setTried({ answer: null, refusal: refused ? error.message : '' });
      }
      if (!over) timer = setTimeout(() => void look(), INTERVAL);
    };
    timer = setTimeout(() => void look(), PAUSE);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [fetcher, request]);
  return tried;
}
