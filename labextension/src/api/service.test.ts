import { describe, expect, it } from 'vitest';

import { mockOverview } from '../../mock/overview';
import { type Fetcher, ServiceError, endSession, fetchOverview, told } from './service';

const answering =
  (status: number, body: string): Fetcher =>
  () =>
    Promise.resolve(new Response(body, { status }));

async function failure(promise: Promise<unknown>): Promise<ServiceError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof ServiceError)) throw new Error('expected a ServiceError');
  return error;
}

describe('calls', () => {
  it('read the overview', async () => {
    const overview = await fetchOverview(answering(200, JSON.stringify(mockOverview([]))));
    expect(overview.user.username).toBe('ada');
  });

  it('end one session by its id, encoded', async () => {
    const asked: [string, string | undefined][] = [];
    await endSession((path, init) => {
      asked.push([path, init?.method]);
      return Promise.resolve(new Response('{}'));
    }, 'a/b');
    expect(asked).toEqual([['session/a%2Fb', 'DELETE']]);
  });

  it('show the words of a problem document', async () => {
    const problem = JSON.stringify({ type: 'x', title: 'Forbidden operation.', msg: 'Not yours.' });
    const error = await failure(endSession(answering(403, problem), 'x'));
    expect(error.message).toBe('Not yours.');
    expect(error.advice).toContain('admin');
  });

  it('name what was refused, and amounts as people read them', () => {
    const fields = { msg: 'Input validation error', data: { name: 'too long', size: 'too large' } };
    expect(told(fields)).toBe('name: too long; size: too large.');
    expect(told({ msg: 'File exists', data: { errno: 17, paths: ['a', 'b'] } })).toBe('File exists: a, b.');
    const quota = { msg: 'x', data: { quota_scope: 'user:1', limit: 10 * 2 ** 20, used_bytes: 2 ** 20 } };
    expect(told(quota)).toBe('It does not fit: 1 MiB of 10 MiB are used.');
    expect([told([]), told({ title: 'Gone.' })]).toEqual(['', 'Gone.']);
  });

  it('survive a page that is no problem document', async () => {
    const error = await failure(fetchOverview(answering(503, '<html>')));
    expect(error.message).toBe('The service answered 503.');
    expect(error.loginNeeded).toBe(false);
  });

  it('tell that a login is needed', async () => {
    expect((await failure(fetchOverview(answering(401, '{}')))).loginNeeded).toBe(true);
  });

  it('tell an outage from a refusal', async () => {
    const error = await failure(fetchOverview(() => Promise.reject(new TypeError('network'))));
    expect(error.status).toBe(0);
  });
});
