/** Uploads that go on while one looks at something else: a few at a time, each can be stopped and resumed. */

import { type HttpRequest, Upload } from 'tus-js-client';

import { ensureDirectory, joined, uploadUrl } from './files';
import { type Fetcher, inWords } from './service';
import { type KeptUpload, UploadMemory } from './uploadMemory';

/** `interrupted`: the page was loaded anew meanwhile, so that its file has to be chosen once more. */
export type UploadState = 'waiting' | 'running' | 'paused' | 'interrupted' | 'done' | 'failed';

export interface UploadItem {
  key: number;
  folderId: string;
  folder: string;
  /** In the folder. */
  path: string;
  size: number;
  sent: number;
  state: UploadState;
  /** Why it failed. */
  problem: string;
}

interface Job {
  item: UploadItem;
  /** Null while it is interrupted. */
  file: File | null;
  /** Of the file: with its size and name it tells whether it is the same again. */
  modified: number;
  tus: Upload | null;
  /** Where its bytes go; null before that is asked for. */
  url: string | null;
}

/** Sends the bytes of one file; `start` after `abort` goes on where the server is. */
export type Sender = (
  file: File,
  url: string,
  on: { progress: (sent: number) => void; done: () => void; failed: (error: Error) => void },
) => Upload;

/** Milliseconds before each try again, while the connection is lost. */
const RETRIES = [500, 1000, 3000, 5000, 10_000, 20_000];
/** Bytes per request: a connection that breaks loses nothing (the server keeps what came), a proxy that limits
 * bodies is content. */
const CHUNK = 64 * 2 ** 20;
const AT_ONCE = 3;

const byTus: Sender = (file, url, on) =>
  new Upload(file, {
    uploadUrl: url,
    retryDelays: RETRIES,
    chunkSize: CHUNK,
    storeFingerprintForResuming: false,
    onProgress: on.progress,
    onSuccess: on.done,
    onError: on.failed,
    onBeforeRequest: (request: HttpRequest) => {
      // The token authorises; another origin needs no cookies of ours.
      (request.getUnderlyingObject() as XMLHttpRequest).withCredentials = false;
    },
  });

/** Answers to HEAD and PATCH of an address that is of no use any more: the storage tells 400 of a token that has run
 * out or is not its own, 403 of one that was withdrawn, 404 of an upload that was cleaned up; 401 and 410 are others'. */
const OVER = [400, 401, 403, 404, 410];

/** All uploads of the page, in the form that `useSyncExternalStore` reads. */
export class Uploads {
  private jobs: Job[] = [];
  private shown: UploadItem[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly made = new Set<string>();
  private next = 1;
  private memory: UploadMemory | null = null;

  constructor(
    private readonly fetcher: Fetcher,
    private readonly sender: Sender = byTus,
    private readonly giveUp: (url: string) => Promise<void> = (url) => Upload.terminate(url),
  ) {}

  /** From here on what is unfinished is remembered for the next visit; what the last one left is listed. */
  remember(memory: UploadMemory): void {
    if (this.memory !== null) return;
    this.memory = memory;
    for (const { url, modified, ...told } of memory.read()) {
      const item: UploadItem = { ...told, key: this.next++, sent: 0, state: 'interrupted', problem: '' };
      this.jobs.push({ item, file: null, modified, tus: null, url });
    }
    this.changed();
  }

  readonly current = (): UploadItem[] => this.shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Files with their paths below `directory`; directories that they need are made. */
  add(folder: { id: string; name: string }, directory: string, files: { file: File; path: string }[]): void {
    for (const { file, path: below } of files) {
      const path = joined(directory, below);
      const left = this.jobs.find(
        ({ item }) => item.state === 'interrupted' && item.folderId === folder.id && item.path === path,
      );
      if (left !== undefined) {
        if (this.goOn(left.item.key, file)) continue;
        // Another file takes its place.
        this.cancel(left.item.key);
      }
      const item: UploadItem = {
        key: this.next++,
        folderId: folder.id,
        folder: folder.name,
        path,
        size: file.size,
        sent: 0,
        state: 'waiting',
        problem: '',
      };
      this.jobs.push({ item, file, modified: file.lastModified, tus: null, url: null });
    }
    this.changed();
    this.fill();
  }

  /** Go on with an interrupted one; false, and nothing happens, when the file is not the same. */
  goOn(key: number, file: File): boolean {
    const job = this.find(key);
    if (job?.item.state !== 'interrupted') return false;
    const name = job.item.path.slice(job.item.path.lastIndexOf('/') + 1);
    if (file.name !== name || file.size !== job.item.size || file.lastModified !== job.modified) return false;
    job.file = file;
    this.set(job, { state: 'waiting' });
    this.fill();
    return true;
  }

  pause(key: number): void {
    const job = this.find(key);
    if (job === undefined || (job.item.state !== 'running' && job.item.state !== 'waiting')) return;
    void job.tus?.abort();
    this.set(job, { state: 'paused' });
    this.fill();
  }

  /** Also tries a failed one again. */
  resume(key: number): void {
    const job = this.find(key);
    if (job === undefined || job.file === null) return;
    this.set(job, { state: 'waiting', problem: '' });
    this.fill();
  }

  cancel(key: number): void {
    const job = this.find(key);
    if (job === undefined) return;
    // Given up: the server removes what has come.
    if (job.item.state !== 'done') {
      const ended = job.tus === null && job.url !== null ? this.giveUp(job.url) : job.tus?.abort(true);
      void ended?.catch(() => undefined);
    }
    this.jobs = this.jobs.filter((other) => other !== job);
    this.keep();
    this.changed();
    this.fill();
  }

  /** Forget those that are done. */
  clear(): void {
    this.jobs = this.jobs.filter(({ item }) => item.state !== 'done');
    this.changed();
  }

  /** Whether leaving the page would lose some. */
  get busy(): boolean {
    return this.jobs.some(({ item }) => item.state === 'running' || item.state === 'waiting');
  }

  private fill(): void {
    let free = AT_ONCE - this.jobs.filter(({ item }) => item.state === 'running').length;
    for (const job of this.jobs) {
      if (free <= 0) break;
      if (job.item.state !== 'waiting') continue;
      free -= 1;
      this.set(job, { state: 'running' });
      void this.run(job);
    }
  }

  private async run(job: Job): Promise<void> {
    const { folderId, path, size } = job.item;
    const left = job.url !== null && job.tus === null;
    try {
      if (job.url === null) {
        await this.ensure(folderId, path.slice(0, Math.max(0, path.lastIndexOf('/'))));
        job.url = await uploadUrl(this.fetcher, folderId, path, size);
        if (job.url === null) return this.ended(job, { state: 'done', sent: size });
        this.keep();
      }
      if (job.file === null) return;
      job.tus ??= this.sender(job.file, job.url, {
        progress: (sent) => this.set(job, { sent }),
        done: () => this.ended(job, { state: 'done', sent: size }),
        failed: (error) => {
          const over = OVER.includes(statusOf(error));
          // The next try begins anew; else it goes on where the server is.
          if (over) [job.tus, job.url] = [null, null];
          this.ended(
            job,
            over && left ? { state: 'waiting' } : { state: 'failed', problem: reasonOf(error) },
          );
        },
      });
      // Stopped while it was asked for.
      if (job.item.state === 'running' && this.jobs.includes(job)) job.tus.start();
    } catch (error) {
      this.ended(job, { state: 'failed', problem: inWords(error) });
    }
  }

  private async ensure(folderId: string, directory: string): Promise<void> {
    const key = `${folderId}/${directory}`;
    if (directory === '' || this.made.has(key)) return;
    await ensureDirectory(this.fetcher, folderId, directory);
    this.made.add(key);
  }

  private ended(job: Job, how: Partial<UploadItem>): void {
    this.set(job, how);
    this.keep();
    this.fill();
  }

  private keep(): void {
    this.memory?.write(
      this.jobs.flatMap(({ item, modified, url }): KeptUpload[] => {
        const { folderId, folder, path, size } = item;
        return url === null || item.state === 'done' ? [] : [{ folderId, folder, path, size, modified, url }];
      }),
    );
  }

  private find(key: number): Job | undefined {
    return this.jobs.find(({ item }) => item.key === key);
  }

  private set(job: Job, how: Partial<UploadItem>): void {
    job.item = { ...job.item, ...how };
    this.changed();
  }

  private changed(): void {
    this.shown = this.jobs.map(({ item }) => item);
    this.listeners.forEach((listener) => listener());
  }
}

interface Answered {
  originalResponse?: { getBody: () => string; getStatus: () => number } | null;
}

/** 0 when no answer came. */
const statusOf = (error: Error): number => (error as Answered).originalResponse?.getStatus() ?? 0;

/** The storage's own words, where it answered with any. */
function reasonOf(error: Error): string {
  const answer = (error as Answered).originalResponse;
  if (!answer) return 'The storage does not answer. Check your connection and resume it.';
  try {
    const told = JSON.parse(answer.getBody()) as { title?: string; detail?: string };
    const words = [told.title, told.detail].filter(Boolean).join(' ');
    if (words) return words;
  } catch {
    // Not a problem document: the status has to do.
  }
  return `The storage answered ${answer.getStatus()}.`;
}
