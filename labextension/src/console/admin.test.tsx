import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { FakeService } from '../../mock/fake';
import {
  mockBudgets,
  mockExplanation,
  mockGroupChoices,
  mockGroups,
  mockPolicies,
  mockQueue,
  mockUsage,
} from '../../mock/queue';
import { Theme } from '../components/Theme';
import { AdminPage } from './AdminPage';
import { OwnUsagePage } from './OwnUsagePage';
import { type Page, pagesFor } from './pages';

afterEach(cleanup);

const done = (field: string): unknown => ({ data: { [field]: { ok: true, msg: '' } } });
const refused = (field: string, msg: string): unknown => ({ data: { [field]: { ok: false, msg } } });

function page(name: Page, answers: Record<string, unknown>): FakeService {
  const service = new FakeService(answers);
  render(
    <Theme dark={false}>
      <AdminPage page={name} fetcher={service.fetcher} now={Date.now()} onLogin={vi.fn()} />
    </Theme>,
  );
  return service;
}

const rowOf = (text: string): HTMLElement => screen.getByText(text).closest('tr') as HTMLElement;

it('pages are offered by role', () => {
  expect(pagesFor('user').site).toEqual([]);
  expect(pagesFor('admin').site).toEqual(['queue', 'all-usage', 'budgets']);
  expect(pagesFor('superadmin').site).toContain('policies');
});

describe('the queue', () => {
  it('shows groups with their figures, and who waits', async () => {
    page('queue', { queue: mockQueue() });
    await screen.findByText('llm-tune');
    expect(screen.getByText('fair-share · fragmentation-aware')).toBeTruthy();
    expect(screen.getByText('93.8 %')).toBeTruthy();
    expect(screen.getByText(/86 % of 123 starts fell inside/)).toBeTruthy();
    expect(screen.getByText(/No estimate has been put to the test/)).toBeTruthy();
    expect(screen.getByText('One more session waits that you may not see.')).toBeTruthy();
    expect(within(rowOf('llm-tune')).getByText('in about 12 min (5–25)')).toBeTruthy();
    expect(within(rowOf('ada--training')).getByText('cannot be said')).toBeTruthy();
  });

  it('sets priorities, explains and cancels', async () => {
    const service = page('queue', {
      queue: mockQueue(),
      'session/q-1/explain': mockExplanation('q-1'),
      'PATCH session/q-1/priority': { priority: 50 },
      'DELETE session/q-1': {},
    });
    await screen.findByText('llm-tune');
    fireEvent.click(screen.getByLabelText('Change the priority of llm-tune'));
    fireEvent.change(await screen.findByLabelText('Priority of llm-tune'), { target: { value: '50' } });
    fireEvent.click(screen.getByText('Set').closest('button') as HTMLElement);
    await waitFor(() => expect(service.to('PATCH', 'session/')[0]?.body).toEqual({ priority: 50 }));
    fireEvent.click(screen.getByLabelText('Why llm-tune waits'));
    expect(await screen.findByText('What was checked')).toBeTruthy();
    fireEvent.click(screen.getByLabelText('Cancel llm-tune'));
    fireEvent.click(await screen.findByText('Cancel the session'));
    await waitFor(() => expect(service.to('DELETE', 'session/q-1?owner_access_key=AKIA')).toHaveLength(1));
  });
});

describe('policies', () => {
  const answers = (): Record<string, unknown> => ({
    'gql keypair_resource_policies': { data: mockPolicies },
    'config/resource-slots': { cpu: 'count', mem: 'bytes', 'cuda.shares': 'count' },
    budgets: mockBudgets,
  });

  it('are shown with their limits', async () => {
    page('policies', answers());
    const row = within((await screen.findByText('default')).closest('tr') as HTMLElement);
    expect(row.getByText('24 cores')).toBeTruthy();
    expect(row.getByText('1 h')).toBeTruthy();
    expect(row.getAllByText('no limit').length).toBeGreaterThan(0);
  });

  it('are changed; a refusal stays in the dialog', async () => {
    const field = 'modify_keypair_resource_policy';
    const service = page('policies', {
      ...answers(),
      [`gql ${field}`]: refused(field, 'max_concurrent_sessions: at most 100.'),
    });
    await screen.findByText('default');
    fireEvent.click(screen.getByLabelText('Edit default'));
    fireEvent.change(await screen.findByLabelText('Sessions at once', { selector: 'input' }), {
      target: { value: '7' },
    });
    fireEvent.change(screen.getByLabelText('Memory (GiB)'), { target: { value: '' } });
    fireEvent.click(screen.getByText('Save'));
    expect(await screen.findByText('max_concurrent_sessions: at most 100.')).toBeTruthy();
    expect(service.gql(field)[0]).toMatchObject({
      props: { max_concurrent_sessions: 7, total_resource_slots: '{"cpu":"24"}' },
    });
    service.answers[`gql ${field}`] = done(field);
    fireEvent.click(screen.getByText('Save'));
    await waitFor(() => expect(screen.queryByText('Policy default')).toBeNull());
  });

  it('have budgets beside them', async () => {
    const service = page('policies', { ...answers(), 'DELETE budgets/b-1': {} });
    fireEvent.click(await screen.findByText('Budgets'));
    expect(await screen.findByText('40 GPU-hours')).toBeTruthy();
    expect(screen.getByText('7 days')).toBeTruthy();
    fireEvent.click(screen.getByLabelText('Delete the budget of default'));
    fireEvent.click(await screen.findByText('Delete', { selector: '.ant-modal-confirm-btns span' }));
    await waitFor(() => expect(service.to('DELETE', 'budgets/b-1')).toHaveLength(1));
  });
});

it("a domain's admin sets budgets of projects and users, and sees the others", async () => {
  const shown = { slot: 'gpu', hours: '40', used: '10', freesAt: null, window: 604800 };
  const service = page('budgets', {
    'gql groups': { data: { groups: [{ id: 'p-1', name: 'teaching', domain_name: 'default' }] } },
    budgets: {
      budgets: [
        { ...shown, id: 'b-1', scope: 'domain', scopeId: 'default', scopeName: 'default', mayDelete: false },
        { ...shown, id: 'b-2', scope: 'user', scopeId: 'u-1', scopeName: 'ada', mayDelete: true },
      ],
    },
    'PUT budgets': {},
  });
  expect((await screen.findAllByText('10 (25 %)')).length).toBe(2);
  expect(screen.getByLabelText('Delete the budget of ada')).toBeTruthy();
  expect(screen.queryByLabelText('Delete the budget of default')).toBeNull();
  fireEvent.click(screen.getByText('New budget'));
  fireEvent.change(await screen.findByLabelText("User's e-mail address or id"), {
    target: { value: 'ada@example.org' },
  });
  fireEvent.change(screen.getByLabelText('Hours'), { target: { value: '5' } });
  fireEvent.mouseDown(within(screen.getByRole('dialog')).getByLabelText('Of'));
  await screen.findByText('A project');
  expect(screen.queryByText('A domain', { selector: '.ant-select-item-option-content' })).toBeNull();
  fireEvent.click(screen.getByText('Set'));
  await waitFor(() =>
    expect(service.to('PUT', 'budgets')[0]?.body).toMatchObject({
      scope: 'user',
      scopeId: 'ada@example.org',
      hours: '5',
    }),
  );
});

it('a resource group is changed; options that the form does not know stay', async () => {
  const field = 'modify_scaling_group';
  const service = page('groups', {
    'gql scaling_groups': { data: mockGroups },
    'resource-group/options': mockGroupChoices,
    [`gql ${field}`]: done(field),
  });
  expect(await screen.findByText(/only interactive, batch; waits at most 2 h; 2 reservations/)).toBeTruthy();
  fireEvent.click(screen.getByLabelText('Edit gpu'));
  fireEvent.change(await screen.findByLabelText('Pending timeout (s)'), { target: { value: '60' } });
  fireEvent.click(screen.getByText('Save'));
  await waitFor(() => expect(service.gql(field)).toHaveLength(1));
  const [{ props }] = service.gql(field) as [{ props: { scheduler_opts: string } }];
  expect(JSON.parse(props.scheduler_opts)).toMatchObject({
    pending_timeout: 60,
    exec_timeout: 60,
    config: { reservations: 2 },
    allowed_session_types: ['interactive', 'batch'],
  });
});

describe('usage', () => {
  it('is a chart and a table, with a file of all', async () => {
    const service = page('all-usage', { 'usage?': mockUsage() });
    expect(await screen.findByLabelText(/fGPU-hours in 8 steps of a day, by 3 names/)).toBeTruthy();
    expect(service.asked[0]?.path).toMatch(/^usage\?by=user&from=.*&step=day$/);
    const link = screen.getByText('All as CSV').closest('a');
    expect(link?.getAttribute('href')).toMatch(/^\.\.\/usage\?by=user.*format=csv$/);
    fireEvent.click(screen.getByText('24 hours'));
    await waitFor(() => expect(service.asked.at(-1)?.path).toContain('step=hour'));
  });

  it('of my own stands beside quota and budgets', async () => {
    const service = new FakeService({ 'usage/own': mockUsage() });
    const limits = { sessions: 5, usingSessions: 2, slots: { cpu: '8' }, using: { cpu: '3' } };
    render(
      <Theme dark={false}>
        <OwnUsagePage fetcher={service.fetcher} limits={limits} />
      </Theme>,
    );
    expect(await screen.findByText('33.5 of 40 GPU-hours in 7 days')).toBeTruthy();
    expect(screen.getByText('2 of 5 sessions')).toBeTruthy();
    expect(screen.getByLabelText('CPU: 5 cores free of 8 cores')).toBeTruthy();
  });
});
