import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { type AppInfo, parseDetail } from '../api/details';
import type { Fetcher } from '../api/service';
import { AppList } from './AppList';
import { LogView } from './LogView';
import { EnvironTable } from './SessionFacts';
import { SshHelp } from './SshHelp';
import { Theme } from './Theme';

const SESSION = { id: '1', name: 'mine' };
const APPS = parseDetail({
  id: '1',
  name: 'mine',
  status: 'RUNNING',
  environ: [],
  mounts: [],
  history: [],
  apps: [
    { name: 'ttyd', protocol: 'http', port: 7681, state: 'running' },
    { name: 'sshd', protocol: 'tcp', port: 2200, state: 'starts' },
    { name: 'db', protocol: 'tcp', port: 5432, state: 'starts' },
    {
      name: 'board',
      protocol: 'http',
      port: 6006,
      state: 'starts',
      problem: 'It ended with 1.',
      allowed_arguments: { '--debug': null, '--logdir': '/tmp' },
      allowed_envs: { COLOUR: 'blue' },
    },
  ],
}).apps;

afterEach(cleanup);

function apps(fetcher: Fetcher, onOpen = vi.fn()): void {
  render(
    <Theme dark={false}>
      <AppList session={SESSION} apps={APPS} fetcher={fetcher} onOpen={onOpen} onSsh={vi.fn()} />
    </Theme>,
  );
}

const item = (text: string): HTMLElement => screen.getByText(text).closest('li') as HTMLElement;

describe('the apps of a session', () => {
  it('show their state, and why one does not come up', () => {
    apps(vi.fn());
    expect(within(item('Terminal')).getByText('Running')).toBeTruthy();
    expect(within(item('board')).getByText('It ended with 1.')).toBeTruthy();
    expect(within(item('board')).queryByLabelText('Stop board')).toBeNull();
    expect(within(item('SSH and SFTP')).queryByLabelText(/^Open/)).toBeNull();
    expect(screen.getByText('backend.ai app mine db -b 127.0.0.1:5432')).toBeTruthy();
  });

  it('open with the options that were filled in', () => {
    const onOpen = vi.fn<(app: AppInfo, options: unknown) => void>();
    apps(vi.fn(), onOpen);
    fireEvent.click(screen.getByLabelText('Options of board'));
    fireEvent.click(screen.getByLabelText('--debug'));
    fireEvent.change(screen.getByLabelText('COLOUR'), { target: { value: 'red' } });
    fireEvent.click(screen.getByRole('button', { name: /Open with these/ }));
    expect(onOpen.mock.calls[0]?.[1]).toEqual({ arguments: { '--debug': null }, envs: { COLOUR: 'red' } });
  });

  it('are stopped, and a refusal is told', async () => {
    const problem = { title: 'No.', msg: 'The node does not answer.' };
    const fetcher = vi.fn(() => Promise.resolve(new Response(JSON.stringify(problem), { status: 503 })));
    apps(fetcher);
    fireEvent.click(screen.getByLabelText('Stop Terminal'));
    await waitFor(() => expect(screen.getByText(/The node does not answer/)).toBeTruthy());
    expect(fetcher).toHaveBeenCalledWith(
      'session/1/shutdown-service',
      expect.objectContaining({ method: 'POST' }),
    );
  });
});

it('ssh is told as commands to copy, with the key', () => {
  render(<SshHelp session="mine" keyUrl="../console/session/1/id_container" />);
  expect(screen.getByLabelText('Copy: A shell, with the client alone')).toBeTruthy();
  const link = screen.getByRole('link', { name: /Download id_container/ });
  expect(link.getAttribute('href')).toBe('../console/session/1/id_container');
});

it('the log shows the lines that are looked for', async () => {
  const logs = 'epoch 1\nloss 0.5\nepoch 2\n';
  const fetcher: Fetcher = () => Promise.resolve(new Response(JSON.stringify({ result: { logs } })));
  render(<LogView session={SESSION} fetcher={fetcher} live={false} />);
  await waitFor(() => expect(screen.getByLabelText('Log').textContent).toBe(logs));
  fireEvent.change(screen.getByLabelText('Show lines with'), { target: { value: 'EPOCH' } });
  expect(screen.getByLabelText('Log').textContent).toBe('epoch 1\nepoch 2');
});

it('secrets of the environment are not shown', () => {
  const root = { id: '1', name: 'mine', status: 'RUNNING', mounts: [], history: [], apps: [] };
  const detail = parseDetail({ ...root, environ: [{ name: 'API_KEY', value: null }] });
  render(<EnvironTable detail={detail} />);
  expect(screen.getByText('hidden: it looks like a secret')).toBeTruthy();
});
