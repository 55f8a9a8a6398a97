/** Reading answers whose shape nobody has checked yet. */

/** The service answered something else than what was asked for. */
export class MalformedAnswer extends Error {}

export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function object(value: unknown, field: string): Json {
  if (!isObject(value)) throw new MalformedAnswer(`The answer has no object at "${field}".`);
  return value;
}

export function list(value: unknown, field: string): unknown[] {
  if (!Array.isArray(value)) throw new MalformedAnswer(`The answer has no list at "${field}".`);
  return value;
}

export function text(value: unknown, field: string): string {
  if (typeof value !== 'string') throw new MalformedAnswer(`The answer has no text at "${field}".`);
  return value;
}

export const textOr = (value: unknown, other: string): string => (typeof value === 'string' ? value : other);
export const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
export const numberOrNull = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
/** A time as browsers read it: the API writes some with a space between day and hour. */
export const timeOrNull = (value: unknown): string | null =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value.replace(' ', 'T')))
    ? value.replace(' ', 'T')
    : null;
export const amount = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '0';

export function amounts(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([slot, held]) => [slot, amount(held)]));
}
