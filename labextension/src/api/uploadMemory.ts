import { isObject, numberOrNull, text } from './reading';

/** What a page has to know to go on with an upload that another visit began. */
export interface KeptUpload {
  folderId: string;
  folder: string;
  path: string;
  size: number;
  modified: number;
  /** With its token, which is good for this one file. */
  url: string;
}

/**
 * Unfinished uploads of one person in one tab: they outlive a reload. Other tabs, in which other pages of the Hub's
 * origin may run, do not get their tokens.
 */
export class UploadMemory {
  private readonly key: string;

  constructor(
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
    owner: string,
  ) {
    this.key = `kernelyard:uploads:${owner}`;
  }

  read(): KeptUpload[] {
    try {
      const told: unknown = JSON.parse(this.storage.getItem(this.key) ?? '[]');
      return Array.isArray(told) ? told.filter(isObject).map(parseKept) : [];
    } catch {
      return [];
    }
  }

  write(uploads: KeptUpload[]): void {
    try {
      if (uploads.length === 0) this.storage.removeItem(this.key);
      else this.storage.setItem(this.key, JSON.stringify(uploads));
    } catch {
      // Full or forbidden: they are not remembered then.
    }
  }
}

function parseKept(row: Record<string, unknown>): KeptUpload {
  return {
    folderId: text(row['folderId'], 'folderId'),
    folder: text(row['folder'], 'folder'),
    path: text(row['path'], 'path'),
    size: numberOrNull(row['size']) ?? 0,
    modified: numberOrNull(row['modified']) ?? 0,
    url: text(row['url'], 'url'),
  };
}
