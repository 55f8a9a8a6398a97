import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { mockOverview, mockSessions } from '../../mock/overview';
import { parseOverview } from '../api/overview';
import type { Fetcher } from '../api/service';
import { Freshness } from './Freshness';
import { ResourceGroups } from './ResourceGroups';
import { SessionCards } from './SessionCards';
import { SessionTable } from './SessionTable';
import { Theme } from './Theme';

const OVERVIEW = parseOverview(mockOverview(mockSessions()));
const accepting = (): Fetcher => vi.fn(() => Promise.resolve(new Response('{}')));

afterEach(cleanup);

function table(sessions = OVERVIEW.sessions, fetcher = accepting()): void {
  render(
    <Theme dark={false}>
      <SessionTable
        sessions={sessions}
        fetcher={fetcher}
        spawnUrl="/hub/spawn"
        now={Date.now()}
        onLogin={vi.fn()}
      />
    </Theme>,
  );
}

describe('the table of sessions', () => {
  it('tells why a session waits, and its place', () => {
    table();
    const row = screen.getByText('ada--training').closest('tr') as HTMLElement;
    expect(within(row).getByText('Pending')).toBeTruthy();
    expect(within(row).getByText('3 of 7 in line')).toBeTruthy();
    expect(within(row).getByText(/2 sessions are ahead/)).toBeTruthy();
    expect(within(row).queryByRole('link', { name: /Open/ })).toBeNull();
  });

  it('opens a running Hub server', () => {
    table();
    const row = screen.getByText('ada').closest('tr') as HTMLElement;
    expect(within(row).getByRole('link', { name: /Open/ }).getAttribute('href')).toBe('/user/ada/');
  });

  it('filters by words', () => {
    table();
    fireEvent.change(screen.getByLabelText('Filter My sessions'), { target: { value: 'sweep' } });
    expect(screen.getByText('sweep-0017')).toBeTruthy();
    expect(screen.queryByText('ada--training')).toBeNull();
  });

  it('says what to do next when there is none', () => {
    table([]);
    expect(screen.getByText('You have no sessions.')).toBeTruthy();
    const links = screen.getAllByRole('link', { name: /Start a server/ });
    expect(links.every((link) => link.getAttribute('href') === '/hub/spawn')).toBe(true);
  });

  it('ends a session only after asking', async () => {
    const fetcher = accepting();
    table(OVERVIEW.sessions, fetcher);
    fireEvent.click(screen.getByLabelText('End sweep-0017'));
    expect(fetcher).not.toHaveBeenCalled();
    fireEvent.click(await screen.findByRole('button', { name: 'End the session' }));
    await waitFor(() => expect(fetcher).toHaveBeenCalledOnce());
    const id = OVERVIEW.sessions.find(({ name }) => name === 'sweep-0017')?.id ?? '';
    expect(fetcher).toHaveBeenCalledWith(`session/${id}`, expect.objectContaining({ method: 'DELETE' }));
  });

  it('offers no end for a session that is ending', () => {
    table();
    expect(screen.queryByLabelText('End old-notebook')).toBeNull();
    expect(screen.getByLabelText('Cancel ada--training')).toBeTruthy();
  });
});

it('the cards mark the session they are shown in, and do not offer to open it', () => {
  render(
    <Theme dark>
      <SessionCards
        sessions={OVERVIEW.sessions}
        fetcher={accepting()}
        spawnUrl="/hub/spawn"
        now={Date.now()}
        here="/user/ada/"
        onLogin={vi.fn()}
      />
    </Theme>,
  );
  expect(screen.getByText('this one')).toBeTruthy();
  expect(screen.queryByRole('link', { name: /Open/ })).toBeNull();
});

it('free resources are told in units, and an empty group says why', () => {
  render(
    <Theme dark={false}>
      <ResourceGroups groups={OVERVIEW.resourceGroups} />
    </Theme>,
  );
  expect(screen.getByLabelText('Memory: 86.5 GiB free of 128 GiB')).toBeTruthy();
  expect(screen.getByText(/No node of this group is up/)).toBeTruthy();
});

it('the page says since when it reconnects', () => {
  render(<Freshness connection={{ kind: 'reconnecting', since: 0, detail: 'x' }} now={65_000} />);
  expect(screen.getByRole('status').textContent).toBe('Reconnecting since 1 min');
});
