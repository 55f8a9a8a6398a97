/** Addresses of the Hub and of sessions, and which of them may be linked to. */

/** The Hub's base URL from the overview, else from where the page lies (everything before `/services/`). */
export function hubBase(told: string | null, path: string): string {
  const base = told ?? path.slice(0, Math.max(0, path.indexOf('/services/'))) + '/';
  return base.replace(/\/+$/, '').replace(/\/hub$/, '') + '/';
}

export const hubHome = (base: string): string => `${base}hub/home`;
export const hubSpawn = (base: string): string => `${base}hub/spawn`;
export const hubLogout = (base: string): string => `${base}hub/logout`;

/** `url` when it is a path or an http(s) address; null for anything else (`javascript:` and the like). */
export function safeLink(url: string | null): string | null {
  if (url === null) return null;
  return /^(https?:\/\/|\/(?!\/))/i.test(url) ? url : null;
}

/** Whether a session's address is the server that lives at `baseUrl` (JupyterLab's own). */
export function isAt(url: string | null, baseUrl: string, origin: string): boolean {
  if (url === null) return false;
  try {
    const path = (address: string): string => new URL(address, origin).pathname.replace(/\/(lab)?\/*$/, '/');
    return path(url) === path(baseUrl);
  } catch {
    return false;
  }
}
