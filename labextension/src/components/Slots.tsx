import { Tag, Tooltip } from 'antd';
import type { JSX } from 'react';

import { formatAmount, slotName, slotOrder } from '../api/units';

/** What a session holds, one tag per slot. */
export function Slots({ slots }: { slots: Record<string, string> }): JSX.Element {
  const names = Object.keys(slots)
    .filter((slot) => Number(slots[slot]) !== 0)
    .sort(slotOrder);
  return (
    <span className="ky-slots">
      {names.map((slot) => (
        <Tooltip key={slot} title={slotName(slot).label}>
          <Tag bordered={false} className={slot.startsWith('cuda') ? 'ky-slot-gpu' : ''}>
            {formatAmount(slot, slots[slot] ?? '0')}
          </Tag>
        </Tooltip>
      ))}
    </span>
  );
}
