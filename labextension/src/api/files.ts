/** Files of a folder: listing, changing, and where to fetch them from. */

import { at, json, rows } from './folders';
import { numberOrNull, object, text, textOr, timeOrNull } from './reading';
import { type Fetcher, send } from './service';

export interface FileEntry {
  name: string;
  kind: 'file' | 'directory' | 'link' | 'other';
  size: number;
  mode: string;
  created: string | null;
  modified: string | null;
}

const KINDS: Record<string, FileEntry['kind']> = { FILE: 'file', DIRECTORY: 'directory', SYMLINK: 'link' };

/** One directory: directories first, then by name as people sort. */
export async function fetchFiles(
  fetcher: Fetcher,
  id: string,
  path: string,
  snapshot: string | null,
): Promise<FileEntry[]> {
  const asked = new URLSearchParams({ path: path || '.', ...(snapshot === null ? {} : { snapshot }) });
  const found = rows(await json(fetcher, at(id, `/files?${asked.toString()}`)), 'items').map((row) => ({
    name: text(row['name'], 'items[].name'),
    kind: KINDS[String(row['type'])] ?? 'other',
    size: numberOrNull(row['size']) ?? 0,
    mode: textOr(row['mode'], ''),
    created: timeOrNull(row['created']),
    modified: timeOrNull(row['modified']),
  }));
  return found.sort(
    (a, b) =>
      Number(b.kind === 'directory') - Number(a.kind === 'directory') || collator.compare(a.name, b.name),
  );
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

export const joined = (directory: string, name: string): string =>
  directory === '' ? name : `${directory}/${name}`;

export async function makeDirectory(fetcher: Fetcher, id: string, path: string): Promise<void> {
  await send(fetcher, at(id, '/mkdir'), 'POST', { path, parents: true, exist_ok: false });
}

/** Directories that an upload needs; those that are there already are no problem. */
export async function ensureDirectory(fetcher: Fetcher, id: string, path: string): Promise<void> {
  await send(fetcher, at(id, '/mkdir'), 'POST', { path, parents: true, exist_ok: true });
}

export async function renameFile(
  fetcher: Fetcher,
  id: string,
  path: string,
  name: string,
  isDirectory: boolean,
): Promise<void> {
  await send(fetcher, at(id, '/rename-file'), 'POST', {
    target_path: path,
    new_name: name,
    is_dir: isDirectory,
  });
}

export async function moveFile(fetcher: Fetcher, id: string, src: string, dst: string): Promise<void> {
  await send(fetcher, at(id, '/move-file'), 'POST', { src, dst });
}

export async function deleteFiles(
  fetcher: Fetcher,
  id: string,
  files: string[],
  recursive: boolean,
): Promise<void> {
  await send(fetcher, at(id, '/delete-files'), 'DELETE', { files, recursive });
}

export interface DownloadWish {
  path: string;
  /** Only these of the directory `path`, in one archive. */
  names?: string[];
  archive?: 'zip' | 'tar' | null;
  /** With its own media type, for a preview; else as an attachment. */
  inline?: boolean;
  snapshot?: string | null;
}

/** An address that answers the bytes, for a while, to whoever holds it. */
export async function downloadUrl(fetcher: Fetcher, id: string, wish: DownloadWish): Promise<string> {
  const { path, names = [], archive = null, inline = false, snapshot = null } = wish;
  const response = await send(fetcher, at(id, '/request-download'), 'POST', {
    path: path || '.',
    archive: archive ?? false,
    ...(names.length === 0 ? {} : { names }),
    ...(inline ? { inline } : {}),
    ...(snapshot === null ? {} : { snapshot }),
  });
  return transferUrl(await response.json());
}

/** An address that takes the bytes of a file; null when it is there already, because it is empty. */
export async function uploadUrl(
  fetcher: Fetcher,
  id: string,
  path: string,
  size: number,
): Promise<string | null> {
  const response = await send(fetcher, at(id, '/request-upload'), 'POST', { path, size });
  const answer = (await response.json()) as unknown;
  return size === 0 ? null : transferUrl(answer);
}

function transferUrl(answer: unknown): string {
  const told = object(answer, 'answer');
  const url = reachable(text(told['url'], 'url'), location.href);
  return `${url}?token=${encodeURIComponent(text(told['token'], 'token'))}`;
}

/**
 * The storage's address as this page reaches it: what lies beside the service, below the same prefix, is asked at the
 * page's own origin, by whatever name and scheme that was reached. Any other address is a direct one, and stays.
 */
export function reachable(url: string, page: string): string {
  const here = new URL(page);
  const base = here.pathname.slice(0, here.pathname.indexOf('/services/') + 1);
  const told = new URL(url, here);
  if (!here.pathname.includes('/services/') || !told.pathname.startsWith(`${base}services/`)) return url;
  return here.origin + told.pathname;
}

export type PreviewKind = 'text' | 'image' | 'notebook';

const IMAGES = /\.(png|jpe?g|gif|webp|bmp|svg|ico|avif)$/i;
const BINARIES =
  /\.(zip|tar|t?gz|t?bz2|t?xz|zst|7z|rar|whl|jar|exe|so|a|o|pyc|bin|dat|npy|npz|h5|hdf5|pt|pth|ckpt|onnx|safetensors|pkl|pickle|parquet|feather|arrow|db|sqlite3?|iso|img|qcow2|mp[34]|mkv|avi|mov|webm|ogg|wav|flac|pdf|docx?|xlsx?|pptx?|ttf|woff2?)$/i;

/** How a file can be looked at, by its name; null: not at all. */
export function previewKind(name: string): PreviewKind | null {
  if (IMAGES.test(name)) return 'image';
  if (/\.ipynb$/i.test(name)) return 'notebook';
  return BINARIES.test(name) ? null : 'text';
}
