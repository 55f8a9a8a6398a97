/** One line about what a user may still use: the limit that is nearest. Pure. */

import type { Limits } from './overview';
import { type OwnBudget, countedHours, formatHours, formatWindow } from './usage';
import { formatAmount, trim } from './units';

interface Part {
  text: string;
  /** 0 to 1 and more. */
  share: number;
}

/** `3.5 of 40 GPU-hours in 7 days`. */
export function budgetText({ slot, hours, used, window }: OwnBudget): string {
  return `${trim(countedHours(slot, used), 1)} of ${formatHours(slot, hours)} in ${formatWindow(window)}`;
}

/** Every limit and budget with what counts against it, the nearest first. */
export function quotaParts(limits: Limits, budgets: OwnBudget[]): Part[] {
  const parts: Part[] = budgets.map((budget) => ({
    text: budgetText(budget),
    share: budget.hours > 0 ? budget.used / budget.hours : 1,
  }));
  if (limits.sessions) {
    parts.push({
      text: `${limits.usingSessions} of ${limits.sessions} sessions`,
      share: limits.usingSessions / limits.sessions,
    });
  }
  for (const [slot, limit] of Object.entries(limits.slots)) {
    const most = Number(limit);
    if (!Number.isFinite(most)) continue;
    const used = limits.using[slot] ?? '0';
    parts.push({
      text: `${formatAmount(slot, used)} of ${formatAmount(slot, limit)}`,
      share: most > 0 ? Number(used) / most : 0,
    });
  }
  return parts.sort((a, b) => b.share - a.share);
}
