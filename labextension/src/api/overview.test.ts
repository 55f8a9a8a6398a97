import { describe, expect, it } from 'vitest';

import { mockOverview, mockSessions } from '../../mock/overview';
import { parseOverview } from './overview';
import { MalformedAnswer } from './reading';

describe('an overview', () => {
  it('is read as the service writes it', () => {
    const overview = parseOverview(mockOverview(mockSessions(), true));
    expect(overview.user).toEqual({
      username: 'ada',
      email: 'ada@example.org',
      role: 'superadmin',
      isAdmin: true,
    });
    expect(overview.sessions.map(({ hubServer }) => hubServer)).toEqual(['', 'training', null, null, null]);
    expect(overview.sessions[1]).toMatchObject({ place: 3, of: 7, slots: { cpu: '8', 'cuda.shares': '2' } });
    expect(overview.resourceGroups[0]?.slots[0]).toEqual({
      slot: 'cpu',
      capacity: '32',
      occupied: '11',
      free: '21',
    });
    expect(overview.limits).toEqual({
      sessions: 30,
      slots: { cpu: '64', 'cuda.shares': '4' },
      usingSessions: 5,
      using: { cpu: '6', 'cuda.shares': '0.5' },
    });
    expect(overview.hubBaseUrl).toBe('/');
  });

  it('may leave out what is not known yet', () => {
    const overview = parseOverview({ user: { username: 'u' }, sessions: [], resource_groups: [] });
    expect(overview.limits).toEqual({ sessions: null, slots: {}, usingSessions: 0, using: {} });
    expect(overview.hubBaseUrl).toBeNull();
  });

  it.each([
    [null, 'overview'],
    [[], 'overview'],
    [{ user: { username: 'u' }, resource_groups: [] }, 'sessions'],
    [{ user: {}, sessions: [], resource_groups: [] }, 'user.username'],
    [{ user: { username: 'u' }, sessions: [{ id: 'x' }], resource_groups: [] }, 'sessions[].name'],
  ])('that is malformed names the field (%#)', (answer, field) => {
    expect(() => parseOverview(answer)).toThrow(MalformedAnswer);
    expect(() => parseOverview(answer)).toThrow(`"${field}"`);
  });
});
