/** Usage as stacked bars: who used how much in each step. Pure. */

import type { Usage, UsageRow } from './usage';

/** Names that get a colour of their own; all others are one. */
export const SHOWN = 6;
export const OTHERS = 'others';

export interface Bar {
  /** When the step begins, ISO 8601. */
  at: string;
  /** By name, in the order of `names`; hours. */
  parts: number[];
  sum: number;
}

export interface Series {
  /** Greatest first; `OTHERS` is last. */
  names: string[];
  bars: Bar[];
  /** Of the highest bar. */
  most: number;
}

/** The series of one slot. Steps without any use are there, too. */
export function seriesOf(usage: Usage, slot: string): Series {
  const rows = usage.rows.filter((row) => row.slot === slot && row.at !== null);
  const sums = new Map<string, number>();
  for (const { name, hours } of rows) sums.set(name, (sums.get(name) ?? 0) + hours);
  const ranked = [...sums].sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([name]) => name);
  const names = ranked.length > SHOWN ? [...ranked.slice(0, SHOWN - 1), OTHERS] : ranked;
  const column = (name: string): number => {
    const found = names.indexOf(name);
    return found < 0 ? names.length - 1 : found;
  };
  const bars = new Map<string, Bar>();
  for (const at of steps(usage, rows)) bars.set(at, { at, parts: names.map(() => 0), sum: 0 });
  for (const row of rows) {
    const at = new Date(row.at ?? '').toISOString();
    const bar = bars.get(at) ?? { at, parts: names.map(() => 0), sum: 0 };
    const index = column(row.name);
    bar.parts[index] = (bar.parts[index] ?? 0) + row.hours;
    bar.sum += row.hours;
    bars.set(at, bar);
  }
  const ordered = [...bars.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return { names, bars: ordered, most: Math.max(0, ...ordered.map(({ sum }) => sum)) };
}

const LENGTHS: Record<string, number> = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

/** When each step begins, on the grid of those that are told. */
function steps(usage: Usage, rows: UsageRow[]): string[] {
  const length = LENGTHS[usage.step];
  const first = rows[0]?.at;
  const from = Date.parse(usage.from);
  const to = Date.parse(usage.to);
  if (length === undefined || !first || !(to > from) || (to - from) / length > 2000) return [];
  const grid = Date.parse(first);
  let at = grid - Math.floor((grid - from) / length) * length;
  if (at > from) at -= length;
  const found: string[] = [];
  for (; at < to; at += length) found.push(new Date(at).toISOString());
  return found;
}

/** A round number at or above `value` for the axis: 1, 2, 5, 10, 20, … */
export function ceiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((step) => step * power >= value) ?? 10;
  return factor * power;
}
