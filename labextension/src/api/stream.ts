/** Keep an overview fresh: by server-sent events where there is a stream, else by asking. */

import { type LiveEvent, backoff } from './live';
import { parseOverview } from './overview';
import { type Fetcher, ServiceError, fetchOverview } from './service';

export type Emit = (event: LiveEvent) => void;
export type Stop = () => void;

/** The stream says something at least every 5 s; after this long a silent connection is a dead one. */
const SILENCE_MS = 20_000;

/** Subscribe to the stream at `url`; `fetcher` tells why when the stream cannot be opened. */
export function subscribe(url: string, fetcher: Fetcher, emit: Emit, Source = EventSource): Stop {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let stopped = false;

  const close = (): void => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };

  const watch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => again('The connection went silent.'), SILENCE_MS);
  };

  const again = (detail: string): void => {
    close();
    emit({ type: 'lost', at: Date.now(), detail });
    timer = setTimeout(() => void probe(), backoff(attempt));
    attempt += 1;
  };

  // EventSource hides the HTTP status, so ask once by fetch: it fills the page and tells 401 from an outage.
  const probe = async (): Promise<void> => {
    try {
      const overview = await fetchOverview(fetcher);
      if (stopped) return;
      emit({ type: 'overview', overview });
      open();
    } catch (error) {
      if (stopped) return;
      if (error instanceof ServiceError && error.loginNeeded) {
        close();
        emit({ type: 'login' });
      } else {
        again(error instanceof Error ? error.message : 'The service does not answer.');
      }
    }
  };

  const open = (): void => {
    source = new Source(url);
    watch();
    source.addEventListener('overview', (message: MessageEvent<string>) => {
      try {
        emit({ type: 'overview', overview: parseOverview(JSON.parse(message.data)) });
        attempt = 0;
        watch();
      } catch (error) {
        again(error instanceof Error ? error.message : 'The service sent something unreadable.');
      }
    });
    source.onerror = () => again('The connection was cut.');
  };

  void probe();
  return () => {
    stopped = true;
    close();
  };
}

/**
 * Run a source only while the page is seen, and for `grace` milliseconds after. A browser opens six connections
 * to a site: forgotten tabs must not hold them all. Coming back asks at once.
 */
export function whileSeen(start: (emit: Emit) => Stop, grace = 30_000): (emit: Emit) => Stop {
  return (emit) => {
    let stop: Stop | null = start(emit);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const changed = (): void => {
      clearTimeout(timer);
      if (!document.hidden) {
        stop ??= start(emit);
      } else if (stop !== null) {
        timer = setTimeout(() => {
          stop?.();
          stop = null;
        }, grace);
      }
    };
    document.addEventListener('visibilitychange', changed);
    return () => {
      document.removeEventListener('visibilitychange', changed);
      clearTimeout(timer);
      stop?.();
    };
  };
}

/** Ask again after `interval()` milliseconds each time (JupyterLab's server extension has no stream). */
export function poll(fetcher: Fetcher, emit: Emit, interval: () => number): Stop {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const ask = async (): Promise<void> => {
    try {
      const overview = await fetchOverview(fetcher);
      if (!stopped) emit({ type: 'overview', overview });
    } catch (error) {
      if (stopped) return;
      if (error instanceof ServiceError && error.loginNeeded) emit({ type: 'login' });
      else emit({ type: 'lost', at: Date.now(), detail: error instanceof Error ? error.message : '' });
    }
    if (!stopped) timer = setTimeout(() => void ask(), interval());
  };
  void ask();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
