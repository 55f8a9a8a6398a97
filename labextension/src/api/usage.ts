/** What was used over time, in slot hours, and the budgets that limit it. */

import { amount, isObject, list, numberOrNull, object, text, textOr, textOrNull } from './reading';
import { type Fetcher, call, send } from './service';
import { slotName, trim } from './units';

export type By = 'user' | 'project' | 'domain' | 'resource_group';
export type Step = 'hour' | 'day' | 'week';

export interface UsageRow {
  key: string;
  name: string;
  slot: string;
  /** When the step begins; null in totals. */
  at: string | null;
  /** Slot units times hours: GPU-hours, core-hours, for memory byte-hours. */
  hours: number;
}

export interface Usage {
  from: string;
  to: string;
  step: string;
  rows: UsageRow[];
  totals: UsageRow[];
}

/** How far the caller's own budget is used. */
export interface OwnBudget {
  slot: string;
  hours: number;
  used: number;
  /** Seconds over which it rolls. */
  window: number;
  /** When enough of it is free again; null when it is now. */
  freesAt: string | null;
}

export interface OwnUsage extends Usage {
  budgets: OwnBudget[];
}

export type BudgetScope = 'keypair-policy' | 'user' | 'project' | 'domain';

export interface Budget {
  id: string;
  scope: BudgetScope;
  scopeId: string;
  /** What people call it. */
  scopeName: string;
  slot: string;
  hours: string;
  /** Seconds. */
  window: number;
  /** Of the hours, within the window; null where each keypair has it for itself. */
  used: number | null;
  /** When something of what is used up is free again. */
  freesAt: string | null;
  mayDelete: boolean;
}

export function parseUsage(answer: unknown): Usage {
  const root = object(answer, 'usage');
  const rows = (field: string): UsageRow[] => list(root[field], field).filter(isObject).map(parseRow);
  return {
    from: textOr(root['from'], ''),
    to: textOr(root['to'], ''),
    step: textOr(root['step'], ''),
    rows: rows('rows'),
    totals: rows('totals'),
  };
}

function parseRow(row: Record<string, unknown>): UsageRow {
  const hours = Number(row['hours']);
  const key = textOr(row['key'], '');
  return {
    key,
    name: textOr(row['name'], key),
    slot: text(row['slot'], 'rows[].slot'),
    at: textOrNull(row['at']),
    hours: Number.isFinite(hours) ? hours : 0,
  };
}

export interface UsageQuestion {
  by: By;
  /** ISO 8601. */
  from: string;
  to: string;
  step: Step;
  slot: string | null;
}

const asked = ({ by, from, to, step, slot }: UsageQuestion): string =>
  new URLSearchParams({ by, from, to, step, ...(slot === null ? {} : { slot }) }).toString();

export async function fetchUsage(fetcher: Fetcher, question: UsageQuestion): Promise<Usage> {
  const response = await call(fetcher, `usage?${asked(question)}`);
  return parseUsage(await response.json());
}

/** The same as a file, as the service writes it. */
export const usageCsv = (question: UsageQuestion): string => `usage?${asked(question)}&format=csv`;

export async function fetchOwnUsage(
  fetcher: Fetcher,
  span: Pick<UsageQuestion, 'from' | 'to' | 'step'> | null = null,
): Promise<OwnUsage> {
  const response = await call(
    fetcher,
    span === null ? 'usage/own' : `usage/own?${new URLSearchParams(span).toString()}`,
  );
  const answer = (await response.json()) as unknown;
  const root = object(answer, 'usage');
  const budgets = Array.isArray(root['budgets']) ? root['budgets'].filter(isObject) : [];
  return {
    ...parseUsage(answer),
    budgets: budgets.map((row) => ({
      slot: textOr(row['slot'], ''),
      hours: Number(row['hours'] ?? 0),
      used: Number(row['used'] ?? 0),
      window: numberOrNull(row['window']) ?? 0,
      freesAt: textOrNull(row['freesAt']),
    })),
  };
}

export async function fetchBudgets(fetcher: Fetcher): Promise<Budget[]> {
  const response = await call(fetcher, 'budgets');
  const answer = object(await response.json(), 'answer');
  return list(answer['budgets'], 'budgets')
    .filter(isObject)
    .map((row) => ({
      id: text(row['id'], 'budgets[].id'),
      scope: textOr(row['scope'], '') as BudgetScope,
      scopeId: textOr(row['scopeId'], ''),
      scopeName: textOr(row['scopeName'], textOr(row['scopeId'], '')),
      slot: textOr(row['slot'], ''),
      hours: amount(row['hours']),
      window: numberOrNull(row['window']) ?? 0,
      used: row['used'] === null || row['used'] === undefined ? null : Number(row['used']),
      freesAt: textOrNull(row['freesAt']),
      mayDelete: row['mayDelete'] === true,
    }));
}

export async function setBudget(
  fetcher: Fetcher,
  budget: Pick<Budget, 'scope' | 'scopeId' | 'slot' | 'hours' | 'window'>,
): Promise<void> {
  await send(fetcher, 'budgets', 'PUT', budget);
}

export async function deleteBudget(fetcher: Fetcher, id: string): Promise<void> {
  await call(fetcher, `budgets/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

const HOUR_UNITS = new Map([
  ['cpu', 'core-hours'],
  ['mem', 'GiB-hours'],
  ['gpu', 'GPU-hours'],
  ['cuda.device', 'GPU-hours'],
  ['cuda.shares', 'fGPU-hours'],
]);

/** `core-hours`, `GPU-hours`, …; `gpu` is every accelerator together. */
export const hourUnit = (slot: string): string => HOUR_UNITS.get(slot) ?? `${slotName(slot).label}-hours`;

/** Hours in the unit that people count in: GiB-hours for memory. */
export const countedHours = (slot: string, hours: number): number =>
  slot === 'mem' ? hours / 2 ** 30 : hours;

/** `12.5 GPU-hours`. */
export function formatHours(slot: string, hours: number): string {
  const counted = countedHours(slot, hours);
  return `${trim(counted, counted < 10 ? 2 : 1)} ${hourUnit(slot)}`;
}

/** A budget's window: `7 days`, `12 hours`. */
export function formatWindow(seconds: number): string {
  const [count, unit] = seconds % 86400 === 0 ? [seconds / 86400, 'day'] : [seconds / 3600, 'hour'];
  return count === 1 ? unit : `${trim(count, 2)} ${unit}s`;
}
