import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { FakeService, refusal } from '../../mock/fake';
import { mockOverview, mockSessions } from '../../mock/overview';
import { ESTIMATE, mockExplanation, mockIdleness } from '../../mock/queue';
import { parseOverview } from '../api/overview';
import { Budgets } from './Budgets';
import { IdleChecks, IdleWarnings } from './IdleWarning';
import { StartDialog } from './StartDialog';
import { StatusTag } from './StatusTag';
import { Theme } from './Theme';
import { WhyWaiting } from './WhyWaiting';

afterEach(cleanup);

const SESSION = { id: 's-9', name: 'ada--training' };

describe('why a session waits', () => {
  it('tells place, estimate, reason, holders, checks and the smallest change', async () => {
    const service = new FakeService({ 'session/s-9/explain': mockExplanation('s-9') });
    const onChange = vi.fn();
    render(<WhyWaiting session={SESSION} fetcher={service.fetcher} onChange={onChange} />);
    expect(await screen.findByText('3 of 7 in line')).toBeTruthy();
    expect(screen.getByText('Starts in about 12 min (5–25).')).toBeTruthy();
    expect(screen.getByText(/80 of 100 such starts/)).toBeTruthy();
    const holders = within(screen.getByLabelText('Who holds it back'));
    expect(holders.getByText(/You with/).textContent).toBe('You with sweep-0016: 1 fGPU');
    expect(holders.getByText('Somebody else: 4 fGPU')).toBeTruthy();
    expect(screen.getByText('a node is kept for it')).toBeTruthy();
    expect(screen.getByLabelText('not passed').closest('li')?.textContent).toContain('No node has 2 fGPU');
    fireEvent.click(screen.getByText('Start one like that'));
    expect(onChange.mock.calls[0]?.[0]).toMatchObject({ resources: { 'cuda.shares': '1.5' } });
  });

  it('offers no button where nothing can be started, and says what fails', async () => {
    const answers: Record<string, unknown> = { 'session/s-9/explain': mockExplanation('s-9') };
    render(<WhyWaiting session={SESSION} fetcher={new FakeService(answers).fetcher} />);
    await screen.findByText('3 of 7 in line');
    expect(screen.queryByText('Start one like that')).toBeNull();
    cleanup();
    const failing = new FakeService({ 'session/s-9/explain': refusal(404, 'There is no such session.') });
    render(<WhyWaiting session={SESSION} fetcher={failing.fetcher} />);
    expect(await screen.findByText('There is no such session.')).toBeTruthy();
  });
});

it('the status tells when a session is to start', () => {
  const rows = mockSessions().map((row) => (row['place'] ? { ...row, estimate: ESTIMATE } : row));
  const [waiting] = parseOverview(mockOverview(rows)).sessions.filter(({ place }) => place !== null);
  if (!waiting) throw new Error('nobody waits');
  render(<StatusTag session={waiting} />);
  expect(screen.getByText('starts in about 12 min (5–25)')).toBeTruthy();
});

describe('a session that is going to be ended', () => {
  const endsAt = new Date(Date.now() + 540_000).toISOString();
  const idle = { endsAt, text: 'Nobody has used it for 51 min.', maySnooze: true };
  const sessions = parseOverview(
    mockOverview(mockSessions().map((row, index) => (index === 0 ? { ...row, idle } : row))),
  ).sessions;

  it('is told with the evidence, and kept by a click', async () => {
    const service = new FakeService({ 'POST session/': mockIdleness });
    render(
      <Theme dark={false}>
        <IdleWarnings sessions={sessions} fetcher={service.fetcher} now={Date.now()} />
      </Theme>,
    );
    const alert = within(screen.getByRole('alert'));
    expect(alert.getByText('ada will be ended in 9 min.')).toBeTruthy();
    expect(alert.getByText('Nobody has used it for 51 min.')).toBeTruthy();
    fireEvent.click(alert.getByLabelText('Keep ada'));
    await waitFor(() => expect(screen.getByText(/ada is kept/)).toBeTruthy());
    expect(service.to('POST', `session/${sessions[0]?.id}/snooze`)).toHaveLength(1);
  });

  it('says why it was not kept', async () => {
    const service = new FakeService({ 'POST session/': refusal(409, 'It was put off already.') });
    render(
      <Theme dark={false}>
        <IdleWarnings sessions={sessions} fetcher={service.fetcher} now={Date.now()} />
      </Theme>,
    );
    fireEvent.click(screen.getByLabelText('Keep ada'));
    expect(await screen.findByText(/ada was not kept: It was put off already/)).toBeTruthy();
  });

  it('shows every check with its evidence', async () => {
    const service = new FakeService({ 'session/s-9/idleness': mockIdleness });
    render(
      <Theme dark={false}>
        <IdleChecks session={SESSION} fetcher={service.fetcher} />
      </Theme>,
    );
    const check = within(await screen.findByLabelText('Nobody uses it'));
    expect(check.getByText('ends it in 9 min')).toBeTruthy();
    expect(check.getByText('0.4 %')).toBeTruthy();
    expect(check.getByText('Busy: 0')).toBeTruthy();
  });
});

it('a budget that is used up says when room comes back', () => {
  const budget = { slot: 'gpu', hours: 40, used: 41, window: 604800, freesAt: '2026-05-01T10:00:00Z' };
  render(<Budgets budgets={[budget]} />);
  expect(screen.getByText('41 of 40 GPU-hours in 7 days')).toBeTruthy();
  expect(screen.getByText(/Room comes back at/)).toBeTruthy();
});

describe('the start dialog', () => {
  const groups = parseOverview(mockOverview([])).resourceGroups.slice(0, 2);
  const preset = (name: string, more: object): object => ({
    name,
    resource_slots: { cpu: '1', mem: String(2 ** 30) },
    shared_memory: null,
    allocatable: false,
    ...more,
  });
  const answers = (): Record<string, unknown> => ({
    'gql images': { data: { images: [{ registry: 'r', name: 'python', tag: '3' }] } },
    folders: [],
    'POST resource/check-presets': {
      presets: [
        preset('big', { when: 'never', text: 'never under your policy: at most 1 GPU', estimate: null }),
        preset('half', { when: 'wait', text: 'No GPU is free.', estimate: ESTIMATE }),
        preset('small', { when: 'now', text: 'now', estimate: null }),
      ],
    },
    'POST session/_/estimate': {
      when: 'wait',
      text: 'No GPU is free.',
      estimate: ESTIMATE,
      place: 4,
      change: {
        text: 'It would start now with 1 core.',
        resources: { cpu: '1', mem: '1073741824' },
        resourceGroup: null,
      },
    },
  });

  function dialog(service: FakeService, more: object = {}): void {
    render(
      <Theme dark={false}>
        <StartDialog
          open
          fetcher={service.fetcher}
          resourceGroups={groups}
          others={['prep']}
          onClose={vi.fn()}
          onLogin={vi.fn()}
          {...more}
        />
      </Theme>,
    );
  }

  it('labels presets by the dry run, and takes the change over', async () => {
    const service = new FakeService(answers());
    dialog(service);
    expect(await screen.findByText('in about 12 min (5–25)', {}, { timeout: 4000 })).toBeTruthy();
    expect(screen.getByText('4 in line')).toBeTruthy();
    const asked = service.to('POST', 'session/_/estimate')[0]?.body;
    expect(asked).toMatchObject({ image: 'r/python:3', config: { resources: { cpu: '1' } } });
    expect(asked).not.toHaveProperty('name');
    fireEvent.mouseDown(screen.getByLabelText('Resources'));
    const never = await screen.findByText(/never under your policy/);
    expect(never.closest('.ant-select-item-option-disabled')).toBeTruthy();
    fireEvent.click(screen.getByText('Change it so'));
    expect(await screen.findByLabelText('CPU (cores)')).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('Memory (GiB)').value).toBe('1');
  });

  it('begins with another session, and says what would be refused', async () => {
    const refused = { ...answers(), 'POST session/_/estimate': refusal(400, 'cpu: at most 8.') };
    const slots = { cpu: '16', mem: String(2 ** 31) };
    const beginning = {
      name: 'two-now',
      image: 'r/python:3',
      type: 'batch',
      resourceGroup: 'gpu',
      slots,
      clusterSize: 1,
      clusterMode: 'single-node',
      timeLimit: 90,
      command: 'work',
      folders: [],
      ends: null,
    };
    dialog(new FakeService(refused), { beginning });
    expect((await screen.findByLabelText<HTMLInputElement>('Name')).value).toBe('two-now');
    expect(await screen.findByText('cpu: at most 8.', {}, { timeout: 4000 })).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('CPU (cores)').value).toBe('16');
    expect(screen.getByLabelText<HTMLInputElement>('Longest run').value).toBe('90s');
  });

  const another = {
    name: 'two-now',
    image: 'r/python:3',
    type: 'batch',
    resourceGroup: 'gpu',
    slots: { cpu: '1', mem: String(2 ** 30) },
    clusterSize: 3,
    clusterMode: 'multi-node',
    timeLimit: null,
    command: 'python train.py',
    folders: [{ name: 'data', target: '', permission: null }],
    ends: { id: 's-1', text: 'It would start now if your session "old" ended.' },
  };

  it('has started a session also where the other one does not end', async () => {
    const service = new FakeService({
      ...answers(),
      'POST session': { sessionId: 's-2' },
      'DELETE session/s-1': refusal(409, 'It is being prepared.'),
    });
    const onClose = vi.fn();
    dialog(service, { beginning: another, onClose });
    await screen.findByText(/if your session "old" ended/);
    fireEvent.submit(screen.getByLabelText('Name').closest('form') as HTMLFormElement);
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce(), { timeout: 4000 });
    const told = await screen.findByText(/two-now is queued\. The other session was not ended/);
    expect(told.textContent).toContain('It is being prepared.');
    expect(service.to('POST', 'session').filter(({ path }) => path === 'session')).toHaveLength(1);
  });

  it('keeps the cluster, the command and the folders, and ends the session that has to', async () => {
    const service = new FakeService({
      ...answers(),
      'POST session': { sessionId: 's-2' },
      'DELETE session/s-1': {},
    });
    dialog(service, { beginning: another });
    expect((await screen.findByLabelText<HTMLInputElement>('Containers')).value).toBe('3');
    expect(screen.getByText('It would start now if your session "old" ended.')).toBeTruthy();
    await waitFor(
      () => {
        const asked = service.to('POST', 'session/_/estimate').at(-1)?.body;
        expect(asked).toMatchObject({ clusterSize: 3, clusterMode: 'multi-node' });
      },
      { timeout: 4000 },
    );
    fireEvent.submit(screen.getByLabelText('Name').closest('form') as HTMLFormElement);
    await waitFor(() => expect(service.to('DELETE', 'session/s-1')).toHaveLength(1), { timeout: 4000 });
    expect(service.to('POST', 'session').at(-1)?.body).toMatchObject({
      name: 'two-now',
      type: 'batch',
      startupCommand: 'python train.py',
      clusterSize: 3,
      clusterMode: 'multi-node',
      config: { mounts: ['data'] },
    });
  });
});
