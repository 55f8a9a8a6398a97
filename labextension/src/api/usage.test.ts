import { describe, expect, it } from 'vitest';

import { FakeService } from '../../mock/fake';
import { mockBudgets, mockUsage } from '../../mock/queue';
import { quotaParts } from './quota';
import { OTHERS, ceiling, seriesOf } from './series';
import {
  fetchBudgets,
  fetchOwnUsage,
  fetchUsage,
  formatHours,
  formatWindow,
  parseUsage,
  usageCsv,
} from './usage';

const QUESTION = { by: 'user', from: 'A', to: 'B', step: 'day', slot: null } as const;

describe('usage', () => {
  it('is asked for and read', async () => {
    const service = new FakeService({ 'usage?': mockUsage() });
    const found = await fetchUsage(service.fetcher, QUESTION);
    expect(service.asked[0]?.path).toBe('usage?by=user&from=A&to=B&step=day');
    expect(found.totals).toContainEqual({
      key: 'u0',
      name: 'ada',
      slot: 'cuda.shares',
      at: null,
      hours: 41.5,
    });
    expect(usageCsv({ ...QUESTION, slot: 'cpu' })).toBe(
      'usage?by=user&from=A&to=B&step=day&slot=cpu&format=csv',
    );
  });

  it('tells the own budgets', async () => {
    const service = new FakeService({ 'usage/own': mockUsage() });
    const { budgets } = await fetchOwnUsage(service.fetcher);
    expect(budgets).toEqual([{ slot: 'gpu', hours: 40, used: 33.5, window: 604800, freesAt: null }]);
  });

  it('is written in the units that people count in', () => {
    expect(formatHours('cuda.shares', 12.5)).toBe('12.5 fGPU-hours');
    expect(formatHours('mem', 3 * 2 ** 30)).toBe('3 GiB-hours');
    expect(formatHours('gpu', 0.254)).toBe('0.25 GPU-hours');
    expect([86_400, 604_800, 3600, 5400].map(formatWindow)).toEqual(['day', '7 days', 'hour', '1.5 hours']);
  });
});

it('budgets are read', async () => {
  const [budget] = await fetchBudgets(new FakeService({ budgets: mockBudgets }).fetcher);
  expect(budget).toMatchObject({ scope: 'keypair-policy', scopeId: 'default', hours: '40', window: 604800 });
});

describe('the series of a chart', () => {
  it('has a bar for every step, also where nothing was used', () => {
    const rows = [
      { key: '1', name: 'ada', slot: 'cpu', at: '2026-01-03T00:00:00+00:00', hours: '2' },
      { key: '2', name: 'bob', slot: 'cpu', at: '2026-01-03T00:00:00+00:00', hours: '3' },
      { key: '1', name: 'ada', slot: 'mem', at: '2026-01-03T00:00:00+00:00', hours: '99' },
    ];
    const usage = parseUsage({
      from: '2026-01-01T10:00:00Z',
      to: '2026-01-05T10:00:00Z',
      step: 'day',
      rows,
      totals: [],
    });
    const series = seriesOf(usage, 'cpu');
    expect(series.names).toEqual(['bob', 'ada']);
    expect(series.bars.map(({ at, sum }) => [at.slice(0, 10), sum])).toEqual([
      ['2026-01-01', 0],
      ['2026-01-02', 0],
      ['2026-01-03', 5],
      ['2026-01-04', 0],
      ['2026-01-05', 0],
    ]);
    expect(series.most).toBe(5);
  });

  it('puts small users together', () => {
    const rows = Array.from({ length: 9 }, (_, n) => ({
      key: String(n),
      name: `u${n}`,
      slot: 'cpu',
      at: '2026-01-03T00:00:00Z',
      hours: String(10 - n),
    }));
    const series = seriesOf(parseUsage({ from: '', to: '', step: 'day', rows, totals: [] }), 'cpu');
    expect(series.names).toEqual(['u0', 'u1', 'u2', 'u3', 'u4', OTHERS]);
    expect(series.bars[0]?.parts).toEqual([10, 9, 8, 7, 6, 5 + 4 + 3 + 2]);
  });

  it('has an axis that ends at a round number', () => {
    expect([0, 0.3, 1, 7, 34, 120].map(ceiling)).toEqual([1, 0.5, 1, 10, 50, 200]);
  });
});

it('the nearest limit comes first', () => {
  const limits = {
    sessions: 10,
    usingSessions: 2,
    slots: { cpu: '8', 'cuda.shares': 'Infinity' },
    using: { cpu: '4' },
  };
  const budget = { slot: 'gpu', hours: 40, used: 30, window: 604800, freesAt: null };
  expect(quotaParts(limits, [budget]).map(({ text }) => text)).toEqual([
    '30 of 40 GPU-hours in 7 days',
    '4 cores of 8 cores',
    '2 of 10 sessions',
  ]);
});
