import { describe, expect, it } from 'vitest';

import { appTitle, givenOptions, inOrder, isForBrowsers, sshCommands, sshConfig, stateInWords } from './apps';
import { type AppInfo, openApp, parseDetail, plain } from './details';
import type { Fetcher } from './service';

const app = (fields: Partial<AppInfo>): AppInfo => ({
  name: 'site',
  protocol: 'http',
  port: 8080,
  state: 'starts',
  problem: null,
  allowedArguments: {},
  allowedEnvs: {},
  ...fields,
});

describe('apps', () => {
  it('are in the order in which people look for them', () => {
    const names = ['9000', 'zeppelin', 'ttyd', 'jupyterlab', '800', 'atlas'].map((name) =>
      app({ name, protocol: /^\d/.test(name) ? 'preopen' : 'http' }),
    );
    expect(inOrder(names).map(({ name }) => name)).toEqual([
      'jupyterlab',
      'ttyd',
      'atlas',
      'zeppelin',
      '800',
      '9000',
    ]);
  });

  it('have titles and states in words', () => {
    expect(appTitle(app({ name: 'ttyd' }))).toBe('Terminal');
    expect(appTitle(app({ name: '9000', protocol: 'preopen' }))).toBe('Port 9000');
    expect(appTitle(app({ name: 'constructor' }))).toBe('constructor');
    expect(stateInWords(app({ state: 'waits' }))).toBe('Waits for your program');
    expect(isForBrowsers(app({ protocol: 'tcp' }))).toBe(false);
  });

  it('start with what was filled in alone', () => {
    const allowed = { '--debug': null, '--level': null, '--more': null, '--logdir': '/tmp', '--port': '1' };
    expect(givenOptions({ '--debug': false }, { '--port': '' }, { COLOUR: '' }, allowed)).toBeNull();
    const ticked = { '--debug': true, '--level': true };
    const values = { '--level': '3', '--more': 'unticked', '--logdir': 'a b' };
    expect(givenOptions(ticked, values, { COLOUR: 'red' }, allowed)).toEqual({
      arguments: { '--debug': null, '--level': '3', '--logdir': 'a b' },
      envs: { COLOUR: 'red' },
    });
  });

  it('are opened without a word more than needed', async () => {
    const asked: [string, string][] = [];
    const fetcher: Fetcher = (path, init) => {
      asked.push([init?.method ?? 'GET', path]);
      return Promise.resolve(new Response(JSON.stringify({ url: 'http://site/apps/1/x/?ticket=2' })));
    };
    expect(await openApp(fetcher, 'id', 'a b')).toBe('http://site/apps/1/x/?ticket=2');
    await openApp(fetcher, 'id', 'x', { arguments: {}, envs: { A: '1' } });
    expect(asked).toEqual([
      ['GET', 'session/id/apps/a%20b/open'],
      ['POST', 'session/id/start-service'],
      ['GET', 'session/id/apps/x/open'],
    ]);
  });
});

describe('commands', () => {
  it('name the session, quoted where a shell needs it', () => {
    expect(sshCommands('mine')[0]?.text).toBe('backend.ai ssh mine');
    expect(sshCommands("it's; rm")[0]?.text).toBe("backend.ai ssh 'it'\\''s; rm'");
    expect(sshConfig('a b\nProxyCommand x').split('\n')[0]).toBe('Host a-b-ProxyCommand-x');
  });
});

describe('a session', () => {
  it('is read with figures in their units, and hidden values', () => {
    const detail = parseDetail({
      id: '1',
      name: 'mine',
      status: 'RUNNING',
      environ: [
        { name: 'A', value: '1' },
        { name: 'KEY', value: null },
      ],
      mounts: [],
      history: [{ status: 'PENDING', reason: '', at: '2026-01-01T00:00:00Z' }],
      apps: [{ name: 'ttyd', protocol: 'http', port: 7681, state: 'odd', allowed_envs: { A: null } }],
      figures: {
        mem: { current: '1024', capacity: '2048', unit_hint: 'bytes', 'stats.rate': '3' },
        cpu: { current: '5', capacity: null, unit_hint: 'percent' },
        broken: { current: 'x' },
      },
    });
    expect(detail.environ[1]).toEqual({ name: 'KEY', value: null });
    expect(detail.apps[0]).toMatchObject({ state: 'starts', allowedEnvs: { A: null } });
    expect(detail.figures).toEqual([
      { name: 'mem', current: 1024, capacity: 2048, unit: 'bytes', rate: 3 },
      { name: 'cpu', current: 5, capacity: null, unit: 'percent', rate: null },
    ]);
    expect(() => parseDetail({ id: '1' })).toThrow('name');
  });

  it('has logs as a person would have seen them', () => {
    expect(plain('\u001b[31mred\u001b[0m\r\n 10%\r 99%\rdone\n\u001b]0;title\u0007end')).toBe(
      'red\ndone\nend',
    );
  });
});
