/** Addresses of the folders' page: `#/folders`, `#/folders/shared`, `#/folders/ID/some/path?snapshot=NAME`. */

export type FolderTab = 'folders' | 'automount' | 'shared' | 'trash';

export type Place =
  { kind: 'tab'; tab: FolderTab } | { kind: 'files'; folder: string; path: string; snapshot: string | null };

const TABS: FolderTab[] = ['folders', 'automount', 'shared', 'trash'];

/** What an address names. A path has neither `.` nor `..` nor empty parts. */
export function placeOf(hash: string): Place {
  const [address = '', asked = ''] = hash.replace(/^#\/folders\/?/, '').split('?', 2);
  const [first = '', ...rest] = address.split('/').map(decoded);
  if (!/^[0-9a-f]{32}$/.test(first)) {
    return { kind: 'tab', tab: TABS.find((tab) => tab === first) ?? 'folders' };
  }
  const path = rest.filter((part) => part !== '' && part !== '.' && part !== '..').join('/');
  return { kind: 'files', folder: first, path, snapshot: new URLSearchParams(asked).get('snapshot') };
}

export function addressOf(place: Place): string {
  if (place.kind === 'tab') return place.tab === 'folders' ? '#/folders' : `#/folders/${place.tab}`;
  const parts = place.path === '' ? [] : place.path.split('/');
  const path = [place.folder, ...parts.map(encodeURIComponent)].join('/');
  return `#/folders/${path}${place.snapshot === null ? '' : `?snapshot=${encodeURIComponent(place.snapshot)}`}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
