import type { Fetcher } from '../api/service';

/** The page lies at `<service>/console/`; the service is one level up, whatever the prefix. */
export const SERVICE = '../';

export const pageFetcher: Fetcher = (path, init) =>
  fetch(SERVICE + path, { credentials: 'same-origin', headers: { Accept: 'application/json' }, ...init });

export const STREAM = `${SERVICE}console/stream`;

const LAST_LOGIN = 'kernelyard:login';

/**
 * Go through the login by loading the page anew. Answers false, and stays, when that was tried less than 30 s ago:
 * then the login does not help, and the page would reload for ever.
 */
export function login(): boolean {
  const last = Number(sessionStorage.getItem(LAST_LOGIN) ?? 0);
  if (Date.now() - last < 30_000) return false;
  sessionStorage.setItem(LAST_LOGIN, String(Date.now()));
  location.assign('./' + location.hash);
  location.reload();
  return true;
}
