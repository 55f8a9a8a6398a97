import type { Fetcher } from '../api/service';
import { type OwnBudget, fetchOwnUsage } from '../api/usage';

/** Milliseconds: budgets move slowly. */
const INTERVAL = 120_000;

/** The user's budgets, asked for while somebody looks; in the form that `useSyncExternalStore` reads. */
export class Quotas {
  private budgets: OwnBudget[] = [];
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking = false;

  constructor(private readonly fetcher: Fetcher) {}

  readonly current = (): OwnBudget[] => this.budgets;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (this.listeners.size === 1) void this.ask();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) clearTimeout(this.timer);
    };
  };

  private async ask(): Promise<void> {
    clearTimeout(this.timer);
    if (this.asking) return;
    this.asking = true;
    try {
      this.budgets = (await fetchOwnUsage(this.fetcher)).budgets;
      this.listeners.forEach((listener) => listener());
    } catch {
      // The panel says already that the service does not answer; what was known stays.
    }
    this.asking = false;
    if (this.listeners.size > 0) this.timer = setTimeout(() => void this.ask(), INTERVAL);
  }
}
