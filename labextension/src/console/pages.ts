import { useSyncExternalStore } from 'react';

export const PAGES = {
  sessions: 'My sessions',
  ended: 'Ended sessions',
  resources: 'Free resources',
  nodes: 'Nodes',
} as const;

export type Page = keyof typeof PAGES;

/** The pages that somebody of this role may see. */
export function pagesFor(role: string): Page[] {
  const all = Object.keys(PAGES) as Page[];
  return role === 'superadmin' ? all : all.filter((page) => page !== 'nodes');
}

/** What stands behind `#` in the address: links, bookmarks and "back" work. */
export function useHash(): string {
  return useSyncExternalStore(onHash, () => location.hash);
}

/** The page that the address names (`#/resources`). */
export function pageOf(hash: string): Page {
  const name = hash.replace(/^#\//, '');
  return Object.hasOwn(PAGES, name) ? (name as Page) : 'sessions';
}

export const hashOf = (page: Page): string => `#/${page}`;

function onHash(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}
