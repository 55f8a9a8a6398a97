import { useSyncExternalStore } from 'react';

export const PAGES = {
  sessions: 'My sessions',
  folders: 'Folders',
  ended: 'Ended sessions',
  resources: 'Free resources',
  usage: 'My usage',
  queue: 'Queue',
  'all-usage': 'Usage',
  budgets: 'Budgets',
  groups: 'Resource groups',
  policies: 'Policies',
  storage: 'Storage',
  nodes: 'Nodes',
} as const;

export type Page = keyof typeof PAGES;

const EVERYBODY: Page[] = ['sessions', 'folders', 'ended', 'resources', 'usage'];
const ADMINS: Page[] = ['queue', 'all-usage', 'budgets'];
// Budgets of the whole site are beside its policies.
const SUPERADMINS: Page[] = ['queue', 'all-usage', 'groups', 'policies', 'storage', 'nodes'];

/** The pages that somebody of this role may see: their own, and the site's. */
export function pagesFor(role: string): { own: Page[]; site: Page[] } {
  const site = role === 'superadmin' ? SUPERADMINS : role === 'admin' ? ADMINS : [];
  return { own: EVERYBODY, site };
}

/** What stands behind `#` in the address: links, bookmarks and "back" work. */
export function useHash(): string {
  return useSyncExternalStore(onHash, () => location.hash);
}

/** The page that the address names (`#/resources`); what follows is the page's own. */
export function pageOf(hash: string): Page {
  const name = /^#\/([^/?]*)/.exec(hash)?.[1] ?? '';
  return Object.hasOwn(PAGES, name) ? (name as Page) : 'sessions';
}

export const hashOf = (page: Page): string => `#/${page}`;

function onHash(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}
