import { Flex, Form, InputNumber } from 'antd';
import type { JSX } from 'react';

import { slotName, slotOrder } from '../api/units';

const GIB = 2 ** 30;

/** `CPU (cores)`, `Memory (GiB)`, `fGPU`. */
export function amountLabel(slot: string): string {
  const { label, unit } = slotName(slot);
  const told = slot === 'mem' ? 'GiB' : unit === label || unit === `${label}s` ? '' : unit;
  return told ? `${label} (${told})` : label;
}

interface Props {
  /** Where the amounts stand in the form. */
  name: string;
  slots: string[];
  /** What an empty field says. */
  placeholder?: string;
  /** What the labels end with, where a form asks twice. */
  ending?: string;
  /** Slots that need an amount. */
  required?: string[];
}

/** An amount per slot, memory in GiB. */
export function SlotFields({ name, slots, placeholder, ending = '', required = [] }: Props): JSX.Element {
  return (
    <Flex gap="0 16px" wrap>
      {[...new Set(slots)].sort(slotOrder).map((slot) => (
        <Form.Item
          key={slot}
          name={[name, slot]}
          label={amountLabel(slot) + ending}
          rules={required.includes(slot) ? [{ required: true, message: 'Say how much' }] : []}
        >
          <InputNumber
            min={0}
            step={slot === 'cuda.shares' ? 0.1 : 1}
            placeholder={placeholder}
            className="ky-amount"
          />
        </Form.Item>
      ))}
    </Flex>
  );
}

export type Amounts = Record<string, number | null | undefined>;

/** Amounts of the API as the fields hold them. */
export function fromSlots(slots: Record<string, string>): Amounts {
  return Object.fromEntries(
    Object.entries(slots).map(([slot, amount]) => [slot, Number(amount) / (slot === 'mem' ? GIB : 1)]),
  );
}

/** What the fields hold as amounts of the API; empty ones are left out. */
export function toSlots(amounts: Amounts | undefined): Record<string, string> {
  const told = Object.entries(amounts ?? {}).filter(([, amount]) => amount != null);
  return Object.fromEntries(
    told.map(([slot, amount]) => [slot, String(slot === 'mem' ? Math.round((amount ?? 0) * GIB) : amount)]),
  );
}
