import { type Live, START, reduce } from '../api/live';
import type { Fetcher } from '../api/service';
import { poll } from '../api/stream';

/** Milliseconds between two questions while the panel is seen, and while only the status bar is. */
const SEEN = 5_000;
const HIDDEN = 30_000;

/** One poller for panel and status bar, in the form that React's `useSyncExternalStore` reads. */
export class Feed {
  private live: Live = START;
  private readonly listeners = new Set<() => void>();
  private stop: (() => void) | null = null;
  private seen = false;

  constructor(private readonly fetcher: Fetcher) {}

  readonly current = (): Live => this.live;

  /** The first subscriber starts the polling, the last one to go ends it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (this.stop === null) this.start();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.halt();
    };
  };

  /** Whether the panel is seen; asks at once when it comes into view. */
  set visible(seen: boolean) {
    this.seen = seen;
    if (seen && this.stop !== null) this.refresh();
  }

  refresh(): void {
    this.halt();
    this.start();
  }

  private start(): void {
    const interval = (): number => (this.seen && !document.hidden ? SEEN : HIDDEN);
    this.stop = poll(
      this.fetcher,
      (event) => {
        this.live = reduce(this.live, event);
        this.listeners.forEach((listener) => listener());
      },
      interval,
    );
  }

  private halt(): void {
    this.stop?.();
    this.stop = null;
  }
}
