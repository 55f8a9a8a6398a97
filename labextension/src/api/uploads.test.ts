import { beforeEach, expect, it, vi } from 'vitest';

import { FakeService, refusal } from '../../mock/fake';
import { UploadMemory } from './uploadMemory';
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
let sender: Sender;
/** Addresses that were given up. */
let given: string[];

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
  sender = ((file: File, url: string, on: Told) => {
    const made = { file, url, on, start: vi.fn(), abort: vi.fn(() => Promise.resolve()) };
    sent.push(made);
    return made;
  }) as unknown as Sender;
  given = [];
  uploads = made(service, sender);
});

function made(from: FakeService, sender: Sender): Uploads {
  const giveUp = (url: string): Promise<void> => {
    given.push(url);
    return Promise.resolve();
  };
  return new Uploads(from.fetcher, sender, giveUp);
}

const answered = (status: number): Error =>
  Object.assign(new Error('refused'), {
    originalResponse: { getBody: () => '', getStatus: () => status },
  });

class Memory {
  readonly kept = new Map<string, string>();
  readonly getItem = (key: string): string | null => this.kept.get(key) ?? null;
  readonly setItem = (key: string, value: string): void => void this.kept.set(key, value);
  readonly removeItem = (key: string): void => void this.kept.delete(key);
}

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
  await vi.waitFor(() => expect(sent[0]?.start).toHaveBeenCalledTimes(3));
  // Its address is over: another one is asked for.
  sent[0]?.on.failed(answered(404));
  uploads.resume(key);
  await vi.waitFor(() => expect(uploads.current()[0]?.problem).toContain('The quota is used up.'));
  uploads.cancel(key);
  expect(uploads.current()).toEqual([]);
});

// 400: its token has run out, or is another server's; 403: withdrawn; 404: cleaned up.
it.each([400, 403, 404])(
  'goes on after a reload, and begins anew where that is too late (%i)',
  async (status) => {
    const storage = new Memory();
    uploads.remember(new UploadMemory(storage, 'ada'));
    const file = new File(['xxx'], 'one', { lastModified: 5 });
    uploads.add(FOLDER, 'top', [{ path: 'one', file }]);
    await vi.waitFor(() => expect(sent[0]?.start).toHaveBeenCalledOnce());
    const url = sent[0]?.url;

    // Somebody else has nothing to go on with.
    uploads = made(service, sender);
    uploads.remember(new UploadMemory(storage, 'bob'));
    expect(uploads.current()).toEqual([]);
    uploads = made(service, sender);
    uploads.remember(new UploadMemory(storage, 'ada'));
    expect(uploads.current()).toMatchObject([{ path: 'top/one', size: 3, state: 'interrupted' }]);
    const [{ key } = { key: 0 }] = uploads.current();
    expect(uploads.goOn(key, new File(['xxx'], 'one', { lastModified: 6 }))).toBe(false);
    expect(states()).toEqual(['interrupted']);
    uploads.add(FOLDER, 'top', [{ path: 'one', file }]);
    await vi.waitFor(() => expect(sent[1]?.start).toHaveBeenCalledOnce());
    expect(sent[1]?.url).toBe(url);
    expect(service.to('POST', 'folders/f0/request-upload')).toHaveLength(1);

    sent[1]?.on.failed(answered(status));
    await vi.waitFor(() => expect(sent[2]?.start).toHaveBeenCalledOnce());
    expect(service.to('POST', 'folders/f0/request-upload')).toHaveLength(2);
    sent[2]?.on.done();
    expect(storage.kept.size).toBe(0);
  },
);

it('gives an interrupted upload up when another file takes its place', async () => {
  const storage = new Memory();
  uploads.remember(new UploadMemory(storage, 'ada'));
  uploads.add(FOLDER, '', [chosen('one')]);
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  uploads = made(service, sender);
  uploads.remember(new UploadMemory(storage, 'ada'));
  uploads.add(FOLDER, '', [chosen('one', 4)]);
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  expect(given).toEqual([sent[0]?.url]);
  expect(uploads.current()).toMatchObject([{ size: 4, state: 'running' }]);
});
