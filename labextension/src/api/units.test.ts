import { describe, expect, it } from 'vitest';

import {
  formatAge,
  formatAmount,
  formatBytes,
  formatPlace,
  formatSlots,
  formatStatus,
  percent,
  slotOrder,
  sumSlots,
} from './units';

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1.5 * 2 ** 30, '1.5 GiB'],
    [2 ** 40, '1 TiB'],
    [2 ** 50 * 1024 * 1024, '1024 EiB'],
  ])('%d is %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words));
});

describe('amounts', () => {
  it.each([
    ['cpu', '1', '1 core'],
    ['cpu', '2', '2 cores'],
    ['mem', '4294967296', '4 GiB'],
    ['cuda.shares', '0.5', '0.5 fGPU'],
    ['cuda.shares', '0.0001', '0.0001 fGPU'],
    ['cuda.device', '1', '1 GPU'],
    ['cuda.device', '0', '0 GPUs'],
    ['mem', 'Infinity', 'unlimited'],
    ['rocm.device', '2', '2'],
    ['cpu', 'nonsense', 'nonsense'],
  ])('%s %s is %s', (slot, amount, words) => expect(formatAmount(slot, amount)).toBe(words));

  it('are written root slots first, without zeros', () => {
    expect(formatSlots({ 'cuda.shares': '0.5', mem: '1073741824', 'cuda.device': '0', cpu: '2' })).toBe(
      '2 cores · 1 GiB · 0.5 fGPU',
    );
  });

  it('are ordered cpu, mem, then by name', () => {
    expect(['tpu.device', 'mem', 'cuda.shares', 'cpu'].sort(slotOrder)).toEqual([
      'cpu',
      'mem',
      'cuda.shares',
      'tpu.device',
    ]);
  });

  it('are summed without the noise of binary fractions', () => {
    expect(sumSlots([{ s: '0.1' }, { s: '0.2' }, { cpu: '1' }])).toEqual({ s: '0.3', cpu: '1' });
  });

  it('fill a bar between 0 and 100 percent', () => {
    expect(percent('1', '4')).toBe(25);
    expect(percent('5', '4')).toBe(100);
    expect(percent('1', '0')).toBe(0);
  });
});

describe('times, places and statuses', () => {
  it.each([
    [-5000, '0 s'],
    [59_000, '59 s'],
    [60_000, '1 min'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 5 min'],
    [86_400_000, '1 d'],
    [97_200_000, '1 d 3 h'],
  ])('%d ms is %s', (milliseconds, words) => expect(formatAge(milliseconds)).toBe(words));

  it.each([
    [null, null, ''],
    [1, 1, 'next in line'],
    [1, 4, 'next of 4 in line'],
    [3, 7, '3 of 7 in line'],
    [3, null, '3 in line'],
  ])('place %s of %s is "%s"', (place, of, words) => expect(formatPlace(place, of)).toBe(words));

  it('reads statuses aloud', () => expect(formatStatus('RUNNING_DEGRADED')).toBe('Running degraded'));
});
