/** Work that goes on in the service after the request that began it. */

import { type Json, isObject, numberOrNull, textOr } from './reading';
import { type Fetcher, ServiceError, call } from './service';

export interface Progress {
  done: number;
  /** 0 while it is not known. */
  total: number;
  message: string;
}

/** Watch a background task to its end. Throws `ServiceError` with its own words when it fails. */
export async function watchTask(
  fetcher: Fetcher,
  id: string,
  onProgress: (now: Progress) => void,
): Promise<void> {
  const response = await call(fetcher, `events/background-task?task_id=${encodeURIComponent(id)}`);
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let held = '';
  for (;;) {
    const piece = await reader?.read();
    if (piece === undefined || piece.done) break;
    held += decoder.decode(piece.value, { stream: true });
    const events = held.split(/\r?\n\r?\n/);
    held = events.pop() ?? '';
    for (const event of events) {
      const told = parseEvent(event);
      if (told === null) continue;
      const message = textOr(told.data['message'], '');
      if (told.name === 'bgtask_done') return;
      if (told.name === 'bgtask_failed' || told.name === 'bgtask_cancelled') {
        throw new ServiceError(message || 'It has failed.', 'Nothing was left behind; try again.', 400);
      }
      onProgress({
        done: numberOrNull(told.data['current_progress']) ?? 0,
        total: numberOrNull(told.data['total_progress']) ?? 0,
        message,
      });
    }
  }
  throw new ServiceError('The connection was cut.', 'It goes on; look at the list of folders.', 0);
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
