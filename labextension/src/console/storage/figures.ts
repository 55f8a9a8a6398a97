import { formatBytes, trim } from '../../api/units';

/** `read_bytes_per_second` as people read it, with its amount in its unit. */
export function figure(name: string, value: number): string {
  const label = name
    .replaceAll('_', ' ')
    .replace(' bytes', '')
    .replace(' per second', '')
    .replace(' seconds', '');
  if (name.includes('bytes')) {
    return `${label} ${formatBytes(value)}${name.endsWith('per_second') ? '/s' : ''}`;
  }
  if (name.includes('seconds') || name.endsWith('_latency')) return `${label} ${trim(value * 1000, 2)} ms`;
  return `${label} ${trim(value, 1)}`;
}
