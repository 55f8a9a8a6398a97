import { describe, expect, it } from 'vitest';

import { createSession, isName, requestOf } from './creation';
import { fetchEnded, fetchNodes } from './listings';
import type { Fetcher } from './service';

function answering(answers: Record<string, unknown>): Fetcher {
  return (path, init) => {
    const query = typeof init?.body === 'string' ? init.body : '';
    const found = Object.entries(answers).find(([key]) => path.startsWith(key) || query.includes(key));
    return Promise.resolve(new Response(JSON.stringify(found?.[1] ?? {})));
  };
}

const AGENT = {
  id: 'i-one',
  status: 'ALIVE',
  scaling_group: 'default',
  schedulable: true,
  container_count: 2,
  available_slots: '{"cpu": "4"}',
  occupied_slots: 'no json',
};

describe('nodes', () => {
  it('are those that report, and those that have not come yet', async () => {
    const nodes = await fetchNodes(
      answering({
        agent_list: { data: { agent_list: { items: [AGENT] } } },
        'resource/nodes': { nodes: [{ name: 'i-two', state: 'INVITED', resource_group: 'gpu' }] },
      }),
    );
    expect(nodes.map(({ name, state, enrolled }) => [name, state, enrolled])).toEqual([
      ['i-one', 'ALIVE', false],
      ['i-two', 'INVITED', true],
    ]);
    expect(nodes[0]).toMatchObject({ capacity: { cpu: '4' }, occupied: {}, sessions: 2 });
  });
});

describe('ended sessions', () => {
  it('are read', async () => {
    const row = { session_id: '1', name: 'mine', type: 'BATCH', status: 'TERMINATED', result: 'SUCCESS' };
    const data = { compute_session_list: { items: [row] } };
    const ended = await fetchEnded(answering({ compute_session_list: { data } }));
    expect(ended[0]).toMatchObject({ id: '1', type: 'batch', result: 'success', terminatedAt: null });
  });

  it('say what a query that fails says', async () => {
    const failing = answering({ compute_session_list: { data: null, errors: [{ message: 'Too large.' }] } });
    await expect(fetchEnded(failing)).rejects.toThrow('Too large.');
  });
});

describe('a new session', () => {
  const wish = {
    name: 'mine',
    image: 'local/python:3.11',
    type: 'batch' as const,
    resourceGroup: 'default',
    slots: { cpu: '1' },
    clusterSize: 1,
    clusterMode: 'single-node',
    sharedMemory: null,
    folders: [{ name: 'data', target: '', permission: null }],
    startupCommand: 'make all',
    preemptible: false,
    timeLimit: '',
    dependencies: [],
  };

  it('is asked for as the service reads it', async () => {
    expect(requestOf(wish)).toMatchObject({ enqueueOnly: true, startupCommand: 'make all' });
    expect(
      requestOf({ ...wish, timeLimit: ' 2h ', preemptible: true, dependencies: ['prep'] }),
    ).toMatchObject({
      timeLimit: '2h',
      preemptible: true,
      dependencies: ['prep'],
    });
    expect(requestOf({ ...wish, startupCommand: ' ' })).not.toHaveProperty('startupCommand');
    expect(requestOf({ ...wish, sharedMemory: '64' })['config']).toMatchObject({
      resource_opts: { shmem: '64' },
    });
    expect(await createSession(answering({ session: { sessionId: 'abc' } }), wish)).toBe('abc');
  });

  it('has a name that the service takes', () => {
    expect(['abcd', 'a.b-c_d', 'x'.repeat(64)].every(isName)).toBe(true);
    expect(['abc', '-abcd', 'abcd.', 'a b c d', 'x'.repeat(65)].some(isName)).toBe(false);
  });
});
