/** Work that goes on in the service after the request that began it. */

import { backoff } from './live';
import { type Json, isObject, numberOrNull, textOr } from './reading';
import { type Fetcher, ServiceError, call } from './service';

export interface Progress {
  done: number;
  /** 0 while it is not known. */
  total: number;
  message: string;
}

/** Looks in a row, without any news between them, after which it is no longer watched: a minute of pauses. */
const LOOKS = 8;

const wait = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, backoff(attempt)));

/**
 * Watch a background task to its end. A stream without an ending says nothing about the task: another process of the
 * service, or the next one, tells how it goes on. Throws `ServiceError` with the task's own words when it fails.
 */
export async function watchTask(
  fetcher: Fetcher,
  id: string,
  onProgress: (now: Progress) => void,
  pause: (attempt: number) => Promise<void> = wait,
): Promise<void> {
  for (let looks = 0; looks < LOOKS; looks++) {
    if (looks > 0) await pause(looks - 1);
    const ended = await follow(fetcher, id, (now) => {
      looks = 0;
      onProgress(now);
    });
    if (ended) return;
  }
  throw new ServiceError(
    'It is not known how far it is: the service does not answer.',
    'It goes on without this page; look at the list of folders before you try again.',
    0,
  );
}

/** One stream of it; false when that breaks off. */
async function follow(fetcher: Fetcher, id: string, onProgress: (now: Progress) => void): Promise<boolean> {
  try {
    const response = await call(fetcher, `events/background-task?task_id=${encodeURIComponent(id)}`);
    for await (const { name, data } of events(response)) {
      const message = textOr(data['message'], '');
      if (name === 'bgtask_done') return true;
      if (name === 'bgtask_failed') {
        throw new ServiceError(message || 'It has failed.', 'Nothing was left behind; try again.', 400);
      }
      // A process that stops ends its watching, not the task.
      if (name === 'bgtask_cancelled') return false;
      if (name !== 'bgtask_updated') continue;
      onProgress({
        done: numberOrNull(data['current_progress']) ?? 0,
        total: numberOrNull(data['total_progress']) ?? 0,
        message,
      });
    }
  } catch (error) {
    if (error instanceof ServiceError && !passes(error.status)) throw error;
  }
  return false;
}

/** A lost connection, a restart, too many calls: an answer may come later. */
const passes = (status: number): boolean => status === 0 || status === 429 || status >= 500;

async function* events(response: Response): AsyncGenerator<{ name: string; data: Json }> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let held = '';
  try {
    for (;;) {
      const piece = await reader?.read();
      if (piece === undefined || piece.done) return;
      held += decoder.decode(piece.value, { stream: true });
      const whole = held.split(/\r?\n\r?\n/);
      held = whole.pop() ?? '';
      for (const event of whole) {
        const told = parseEvent(event);
        if (told !== null) yield told;
      }
    }
  } finally {
    void reader?.cancel().catch(() => undefined);
  }
}

/** One server-sent event; null for comments and for what is no JSON object. */
export function parseEvent(event: string): { name: string; data: Json } | null {
  let name = 'message';
  const data: string[] = [];
  for (const line of event.split(/\r?\n/)) {
    const [, field, value = ''] = /^(\w+):\s?(.*)$/.exec(line) ?? [];
    if (field === 'event') name = value;
    if (field === 'data') data.push(value);
  }
  try {
    const read: unknown = JSON.parse(data.join('\n'));
    return isObject(read) ? { name, data: read } : null;
  } catch {
    return null;
  }
}
