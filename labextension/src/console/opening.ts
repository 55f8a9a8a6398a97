/**
 * Hands over to a new tab which app it is to open. The tab's address holds a random key only, so that no link
 * of another site can start an app with options of its choice.
 */

import type { AppOptions } from '../api/details';

export interface Opening {
  session: string;
  sessionName: string;
  app: string;
  title: string;
  options: AppOptions | null;
  /** Milliseconds since the epoch. */
  at: number;
}

const PREFIX = 'kernelyard:open:';
/** Milliseconds for which a tab may be loaded again. */
const LIFE = 10 * 60_000;

/** Open a tab that shows how the app starts. */
export function openInTab(wanted: Omit<Opening, 'at'>): void {
  forgetOld(Date.now());
  const key = randomKey();
  localStorage.setItem(PREFIX + key, JSON.stringify({ ...wanted, at: Date.now() }));
  window.open(`./#/open/${key}`, '_blank', 'noopener');
}

/** What the address `#/open/KEY` stands for; null when it is unknown or old. */
export function openingOf(hash: string): Opening | null {
  const key = /^#\/open\/([0-9a-f]{32})$/.exec(hash)?.[1];
  const saved = key === undefined ? null : localStorage.getItem(PREFIX + key);
  const found = saved === null ? null : read(saved);
  return found !== null && Date.now() - found.at < LIFE ? found : null;
}

export const isOpening = (hash: string): boolean => hash.startsWith('#/open/');

/** Not `randomUUID`, which plain http lacks. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function read(saved: string): Opening | null {
  try {
    return JSON.parse(saved) as Opening;
  } catch {
    return null;
  }
}

function forgetOld(now: number): void {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(PREFIX)) continue;
    const found = read(localStorage.getItem(key) ?? '');
    if (found === null || now - found.at >= LIFE) localStorage.removeItem(key);
  }
}
