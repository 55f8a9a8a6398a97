import { expect, it, vi } from 'vitest';

import { refusal } from '../../mock/fake';
import { watchTask } from './tasks';

const event = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
const updated = (done: number): string =>
  event('bgtask_updated', { current_progress: done, total_progress: 9, message: 'copying' });
const CLOSED = event('server_close', {});
const streamed = (...events: string[]): Response => new Response(events.join(''));

/** Watches what `answers` tell one after the other, the last one for ever. */
async function watched(...answers: (Response | Error)[]): Promise<{ looks: number; done: number[] }> {
  const done: number[] = [];
  let looks = 0;
  const fetcher = vi.fn(async () => {
    const answer = await Promise.resolve(answers[Math.min(looks++, answers.length - 1)]);
    if (answer instanceof Response) return answer.clone();
    throw answer ?? new Error('nothing is told');
  });
  await watchTask(
    fetcher,
    't',
    (now) => done.push(now.done),
    () => Promise.resolve(),
  );
  return { looks, done };
}

it('a task is watched to its end, and its own words tell why it failed', async () => {
  expect(await watched(streamed(': a comment\n\n', updated(3), event('bgtask_done', {}), CLOSED))).toEqual({
    looks: 1,
    done: [3],
  });
  const failed = event('bgtask_failed', { message: 'The disk is full.' });
  await expect(watched(streamed(updated(3), failed))).rejects.toMatchObject({
    message: 'The disk is full.',
    advice: 'Nothing was left behind; try again.',
  });
});

it.each([
  ['a stream without an ending', streamed(updated(3), CLOSED)],
  [
    'a process that stops',
    streamed(updated(3), event('bgtask_cancelled', { message: 'The service stops.' })),
  ],
])('%s is not the end of the task: the next process tells how it goes on', async (_, broken) => {
  const next = streamed(updated(5), event('bgtask_done', {}), CLOSED);
  const away = [new TypeError('Failed to fetch'), refusal(503, 'Starting.'), refusal(429, 'Slowly.')];
  expect(await watched(broken, ...away, next)).toEqual({ looks: 5, done: [3, 5] });
});

it('says that it goes on where nobody tells its end, and what the service refuses', async () => {
  const lost = watched(streamed(updated(3), CLOSED), new TypeError('Failed to fetch'));
  await expect(lost).rejects.toMatchObject({
    status: 0,
    advice: expect.stringContaining('It goes on without this page') as string,
  });
  const gone = watched(streamed(updated(3)), refusal(404, 'There is no such background task.'));
  await expect(gone).rejects.toMatchObject({ status: 404 });
});
