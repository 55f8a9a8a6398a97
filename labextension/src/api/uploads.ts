/** Uploads that go on while one looks at something else: a few at a time, each can be stopped and resumed. */

import { type HttpRequest, Upload } from 'tus-js-client';

import { ensureDirectory, joined, uploadUrl } from './files';
import { type Fetcher, inWords } from './service';

export type UploadState = 'waiting' | 'running' | 'paused' | 'done' | 'failed';

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
  file: File;
  tus: Upload | null;
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

/** All uploads of the page, in the form that `useSyncExternalStore` reads. */
export class Uploads {
  private jobs: Job[] = [];
  private shown: UploadItem[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly made = new Set<string>();
  private next = 1;

  constructor(
    private readonly fetcher: Fetcher,
    private readonly sender: Sender = byTus,
  ) {}

  readonly current = (): UploadItem[] => this.shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Files with their paths below `directory`; directories that they need are made. */
  add(folder: { id: string; name: string }, directory: string, files: { file: File; path: string }[]): void {
    for (const { file, path } of files) {
      const item: UploadItem = {
        key: this.next++,
        folderId: folder.id,
        folder: folder.name,
        path: joined(directory, path),
        size: file.size,
        sent: 0,
        state: 'waiting',
        problem: '',
      };
      this.jobs.push({ item, file, tus: null });
    }
    this.changed();
    this.fill();
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
    if (job === undefined) return;
    // The token of a failed one may have run out: it begins with a new one, and the server knows how far it is.
    if (job.item.state === 'failed') job.tus = null;
    this.set(job, { state: 'waiting', problem: '' });
    this.fill();
  }

  cancel(key: number): void {
    const job = this.find(key);
    if (job === undefined) return;
    // Given up: the server removes what has come.
    if (job.item.state !== 'done') void job.tus?.abort(true).catch(() => undefined);
    this.jobs = this.jobs.filter((other) => other !== job);
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
    try {
      if (job.tus === null) {
        const { folderId, path, size } = job.item;
        await this.ensure(folderId, path.slice(0, Math.max(0, path.lastIndexOf('/'))));
        const url = await uploadUrl(this.fetcher, folderId, path, size);
        if (url === null) return this.ended(job, { state: 'done', sent: size });
        job.tus = this.sender(job.file, url, {
          progress: (sent) => this.set(job, { sent }),
          done: () => this.ended(job, { state: 'done', sent: size }),
          failed: (error) => this.ended(job, { state: 'failed', problem: reasonOf(error) }),
        });
      }
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
    this.fill();
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

/** The storage's own words, where it answered with any. */
function reasonOf(error: Error): string {
  const answer = (error as { originalResponse?: { getBody: () => string; getStatus: () => number } | null })
    .originalResponse;
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
