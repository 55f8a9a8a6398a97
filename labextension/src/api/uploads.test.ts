import { beforeEach, expect, it, vi } from 'vitest';

import { FakeService, refusal } from '../../mock/fake';
import { type Sender, Uploads } from './uploads';

type Told = Parameters<Sender>[2];

interface Sent {
  file: File;
  url: string;
  on: Told;
  start: ReturnType<typeof vi.fn>;
  abort: ReturnType<typeof vi.fn>;
}

const FOLDER = { id: 'f0', name: 'data' };
let sent: Sent[];
let service: FakeService;
let uploads: Uploads;

const chosen = (path: string, size = 3): { file: File; path: string } => ({
  path,
  file: new File(['x'.repeat(size)], path),
});
const states = (): string[] => uploads.current().map(({ state }) => state);

beforeEach(() => {
  vi.stubGlobal('location', { href: 'http://hub/services/kernelyard/console/' });
  sent = [];
  service = new FakeService({
    'POST folders/f0/request-upload': { token: 't', url: 'http://hub/services/kernelyard-storage/upload' },
    'POST folders/f0/mkdir': {},
  });
  const sender = ((file: File, url: string, on: Told) => {
    const made = { file, url, on, start: vi.fn(), abort: vi.fn(() => Promise.resolve()) };
    sent.push(made);
    return made;
  }) as unknown as Sender;
  uploads = new Uploads(service.fetcher, sender);
});

it('sends three at a time, makes directories once, and needs no bytes of an empty file', async () => {
  uploads.add(
    FOLDER,
    'top',
    ['a/1', 'a/2', '3', '4', 'empty'].map((path) => chosen(path, path === 'empty' ? 0 : 3)),
  );
  await vi.waitFor(() => expect(sent).toHaveLength(3));
  expect(states()).toEqual(['running', 'running', 'running', 'waiting', 'waiting']);
  expect(service.to('POST', 'folders/f0/mkdir').map(({ body }) => (body as { path: string }).path)).toContain(
    'top/a',
  );
  expect(sent[0]?.url).toBe('http://hub/services/kernelyard-storage/upload?token=t');
  sent.forEach(({ on }) => on.done());
  await vi.waitFor(() => expect(sent).toHaveLength(4));
  sent[3]?.on.done();
  await vi.waitFor(() => expect(states()).toEqual(Array(5).fill('done')));
  uploads.clear();
  expect(uploads.current()).toEqual([]);
});

it('stops, goes on where it was, and tells why it failed', async () => {
  uploads.add(FOLDER, '', [chosen('one')]);
  await vi.waitFor(() => expect(sent[0]?.start).toHaveBeenCalledOnce());
  const key = uploads.current()[0]?.key ?? 0;
  sent[0]?.on.progress(2);
  uploads.pause(key);
  expect(sent[0]?.abort).toHaveBeenCalledOnce();
  expect(uploads.current()[0]).toMatchObject({ state: 'paused', sent: 2 });
  uploads.resume(key);
  await vi.waitFor(() => expect(sent[0]?.start).toHaveBeenCalledTimes(2));
  sent[0]?.on.failed(new Error('network'));
  expect(uploads.current()[0]).toMatchObject({ state: 'failed' });
  expect(uploads.current()[0]?.problem).toContain('does not answer');
  service.answers['POST folders/f0/request-upload'] = refusal(412, 'The quota is used up.');
  uploads.resume(key);
  await vi.waitFor(() => expect(uploads.current()[0]?.problem).toContain('The quota is used up.'));
  uploads.cancel(key);
  expect(uploads.current()).toEqual([]);
});
