import { useSyncExternalStore } from 'react';

export const PAGES = { sessions: 'My sessions', resources: 'Free resources' } as const;

export type Page = keyof typeof PAGES;

/** The page that the address names (`#/resources`): links, bookmarks and "back" work. */
export function usePage(): Page {
  const hash = useSyncExternalStore(onHash, () => location.hash);
  return pageOf(hash);
}

export const pageOf = (hash: string): Page => (hash === '#/resources' ? 'resources' : 'sessions');
export const hashOf = (page: Page): string => `#/${page}`;

function onHash(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}
