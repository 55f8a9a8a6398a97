/** How amounts, times and places are written for people. */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** Bytes in binary units with at most one decimal: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (Math.abs(value) >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${trim(value, 1)} ${UNITS[unit]}`;
}

/** A number without trailing zeros, at most `digits` decimals. */
export function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

interface SlotName {
  label: string;
  unit: string;
  explanation: string;
}

const SLOT_NAMES: Record<string, SlotName> = {
  cpu: { label: 'CPU', unit: 'cores', explanation: 'Processor cores.' },
  mem: { label: 'Memory', unit: '', explanation: 'Main memory (RAM).' },
  'cuda.device': { label: 'GPU', unit: 'GPUs', explanation: 'Whole GPUs; nobody shares one with you.' },
  'cuda.shares': {
    label: 'fGPU',
    unit: 'fGPU',
    explanation:
      'Fractions of GPUs: 1 is a whole GPU, 0.5 is half of one, with half of its memory. ' +
      'The free amount may lie on several GPUs, so a large request can wait although the sum is free.',
  },
};

/** Name, unit and explanation of a slot; unknown slots keep their own name. */
export function slotName(slot: string): SlotName {
  const known = SLOT_NAMES[slot];
  if (known) return known;
  if (slot.includes('mig')) {
    return { label: slot, unit: 'slices', explanation: 'Slices of a partitioned GPU (MIG).' };
  }
  return { label: slot, unit: '', explanation: 'A device of this site.' };
}

/** A slot's amount with its unit: `2 cores`, `4 GiB`, `0.5 fGPU`; an unlimited amount is `unlimited`. */
export function formatAmount(slot: string, amount: string): string {
  const value = Number(amount);
  if (amount === 'Infinity' || value === Infinity) return 'unlimited';
  if (!Number.isFinite(value)) return amount;
  if (slot === 'mem') return formatBytes(value);
  const { unit } = slotName(slot);
  const shown = trim(value, 4);
  if (!unit) return shown;
  return `${shown} ${value === 1 ? unit.replace(/s$/, '') : unit}`;
}

/** Root slots first, then the rest by name: the order in which people expect them. */
export function slotOrder(left: string, right: string): number {
  const rank = (slot: string): number => (slot === 'cpu' ? 0 : slot === 'mem' ? 1 : 2);
  return rank(left) - rank(right) || left.localeCompare(right);
}

/** All amounts in one line: `2 cores · 4 GiB · 0.5 fGPU`. Zero amounts are left out. */
export function formatSlots(slots: Record<string, string>): string {
  return Object.keys(slots)
    .filter((slot) => Number(slots[slot]) !== 0)
    .sort(slotOrder)
    .map((slot) => formatAmount(slot, slots[slot] ?? '0'))
    .join(' · ');
}

/** Sum per slot over several mappings. Bytes of a site stay below 2^53, so plain numbers are exact enough. */
export function sumSlots(many: Record<string, string>[]): Record<string, string> {
  const sums: Record<string, number> = {};
  for (const slots of many) {
    for (const [slot, amount] of Object.entries(slots)) sums[slot] = (sums[slot] ?? 0) + Number(amount);
  }
  return Object.fromEntries(Object.entries(sums).map(([slot, sum]) => [slot, trim(sum, 4)]));
}

/** Share of `capacity` that is occupied, 0 to 100. */
export function percent(occupied: string, capacity: string): number {
  const whole = Number(capacity);
  if (!(whole > 0)) return 0;
  return Math.max(0, Math.min(100, (Number(occupied) / whole) * 100));
}

/** How long ago, in the largest two units that matter: `45 s`, `3 min`, `2 h 5 min`, `4 d 3 h`. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`;
}

/** `next in line`, or `3 of 7 in line`; empty when it does not wait in a queue. */
export function formatPlace(place: number | null, of: number | null): string {
  if (place === null) return '';
  if (place === 1) return of !== null && of > 1 ? `next of ${of} in line` : 'next in line';
  return of !== null ? `${place} of ${of} in line` : `${place} in line`;
}

/** `RUNNING_DEGRADED` as people read it: `Running degraded`. */
export function formatStatus(status: string): string {
  const words = status.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const FIGURES = new Map(
  Object.entries({
    cpu_util: 'CPU use',
    cpu_used: 'CPU time',
    mem: 'Memory',
    cuda_mem: 'GPU memory',
    cuda_util: 'GPU use',
    io_read: 'Read from disk',
    io_write: 'Written to disk',
    net_rx: 'Received',
    net_tx: 'Sent',
    io_scratch_size: 'Home directory',
  }),
);

/** What a figure of an agent is called; unknown ones keep their own name. */
export const figureName = (name: string): string => FIGURES.get(name) ?? name;

/** A figure's amount in its unit: bytes, `percent`, `msec`, or as it stands. */
export function formatFigure(amount: number, unit: string): string {
  if (unit === 'bytes') return formatBytes(amount);
  if (unit === 'percent' || unit === '%') return `${trim(amount, 1)} %`;
  if (unit === 'msec') return amount < 60_000 ? `${trim(amount / 1000, 1)} s` : formatAge(amount);
  return unit && unit !== 'count' ? `${trim(amount, 2)} ${unit}` : trim(amount, 2);
}
