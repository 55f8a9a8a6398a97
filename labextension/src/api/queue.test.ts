import { describe, expect, it } from 'vitest';

import { FakeService, refusal } from '../../mock/fake';
import { ESTIMATE, mockExplanation, mockIdleness, mockQueue } from '../../mock/queue';
import { dryRun, inShort, parseEstimate, parseOutlook, trust } from './estimates';
import { parseIdle, parseIdleness, remainingText, snooze } from './idleness';
import { parseQueue } from './queue';
import { ServiceError } from './service';
import { parseExplanation, setPriority } from './waiting';

describe('when something would start', () => {
  const estimate = parseEstimate(ESTIMATE);

  it('is told in a few words', () => {
    expect(inShort({ when: 'now', text: 'It starts now.', estimate: null })).toBe('now');
    expect(inShort({ when: 'wait', text: 'No GPU is free.', estimate })).toBe('in about 12 min (5–25)');
    expect(inShort({ when: 'wait', text: 'No GPU is free.', estimate: null })).toBe('No GPU is free.');
    const never = { when: 'never' as const, text: 'never under your policy: at most 1 GPU', estimate: null };
    expect(inShort(never)).toBe('never under your policy: at most 1 GPU');
  });

  it('says how far it can be trusted', () => {
    expect(trust({ seconds: 1, low: 1, high: 1, level: 0.8, text: '' })).toMatch(/^80 of 100/);
    expect(trust({ seconds: 1, low: 1, high: 1, level: 0, text: '' })).toBe('');
  });

  it('may not be known', () => {
    expect(parseEstimate(null)).toBeNull();
    expect(parseEstimate({ text: 'soon' })).toBeNull();
    expect(parseOutlook({ allocatable: true })).toBeNull();
  });

  it('is asked without creating anything', async () => {
    const change = { text: 'With 1.', resources: { 'cuda.device': '1' } };
    const answer = { when: 'wait', text: 'No.', estimate: ESTIMATE, change, place: 4 };
    const service = new FakeService({ 'POST session/_/estimate': answer });
    const found = await dryRun(service.fetcher, { image: 'x' });
    expect(found).toMatchObject({ when: 'wait', place: 4, change: { resourceGroup: null } });
    expect(service.asked).toEqual([{ method: 'POST', path: 'session/_/estimate', body: { image: 'x' } }]);
  });
});

describe('why a session waits', () => {
  it('is read with holders, checks and the smallest change', () => {
    const found = parseExplanation(mockExplanation('s'));
    expect(found).toMatchObject({ place: 3, length: 7, reservedNodes: 1, missing: { 'cuda.shares': '0.5' } });
    expect(found.holders.map(({ who, name }) => [who, name])).toEqual([
      ['you', 'sweep-0016'],
      ['somebody else', null],
    ]);
    expect(found.checks.map(({ passed }) => passed)).toEqual([true, false]);
    expect(found.change?.resources?.['cuda.shares']).toBe('1.5');
  });

  it('is nothing for one that does not wait', () => {
    const found = parseExplanation({ sessionId: 's', status: 'RUNNING' });
    expect([found.place, found.estimate, found.change, found.holders]).toEqual([null, null, null, []]);
  });

  it('gives admins a priority to set', async () => {
    const service = new FakeService({ 'PATCH session/': { priority: 7 } });
    await setPriority(service.fetcher, 'a/b', 7);
    expect(service.asked[0]).toEqual({
      method: 'PATCH',
      path: 'session/a%2Fb/priority',
      body: { priority: 7 },
    });
  });
});

it('the queue is read with its groups', () => {
  const { groups, items } = parseQueue(mockQueue());
  expect(groups[0]).toMatchObject({ name: 'gpu', calibration: { inside: 0.86, count: 123 } });
  expect(groups[1]?.calibration).toBeNull();
  expect(items.map(({ place, priority, preemptible }) => [place, priority, preemptible])).toEqual([
    [1, 10, false],
    [2, 0, true],
  ]);
});

describe('idle checks', () => {
  it('are read with their evidence', () => {
    const found = parseIdleness(mockIdleness);
    expect(found.checks[0]).toMatchObject({ remaining: 540, evidence: { cpu_util: 0.4 } });
    expect(found.maySnooze).toBe(true);
  });

  it('say when, in words', () => {
    expect([-3, 20, 540, 7200, 200_000].map(remainingText)).toEqual([
      'now',
      'in 20 s',
      'in 9 min',
      'in 2 h',
      'in 2 d',
    ]);
  });

  it('threaten nothing unless an end is told', () => {
    expect(parseIdle(null)).toBeNull();
    expect(parseIdle({ text: 'x' })).toBeNull();
  });

  it('are put off once', async () => {
    const service = new FakeService({ 'POST session/': refusal(409, 'It was put off already.') });
    await expect(snooze(service.fetcher, 's')).rejects.toThrow(ServiceError);
  });
});
