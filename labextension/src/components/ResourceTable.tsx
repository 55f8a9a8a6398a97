import { Empty, Progress } from 'antd';
import type { JSX } from 'react';

import type { ResourceGroup, SlotAmounts } from '../api/overview';
import { formatAmount, percent, slotName, trim } from '../api/units';
import { DataTable } from './DataTable';
import type { Column } from './columns';

export interface ResourceRow extends SlotAmounts {
  group: string;
  agents: number;
}

/** The groups' slots as rows of one table. */
export function resourceRows(groups: ResourceGroup[]): ResourceRow[] {
  return groups.flatMap((group) =>
    group.slots.map((amounts) => ({ ...amounts, group: group.name, agents: group.agents })),
  );
}

const amount = (title: string, key: 'capacity' | 'occupied' | 'free'): Column<ResourceRow> => ({
  key,
  title,
  align: 'right',
  text: (row) => formatAmount(row.slot, row[key]),
  order: (row) => Number(row[key]),
});

const COLUMNS: Column<ResourceRow>[] = [
  { key: 'group', title: 'Resource group', text: (row) => row.group, choices: true },
  { key: 'slot', title: 'Slot', text: (row) => slotName(row.slot).label, choices: true },
  { key: 'name', title: 'Slot name', text: (row) => row.slot, optional: true },
  amount('Free', 'free'),
  amount('Occupied', 'occupied'),
  amount('Capacity', 'capacity'),
  {
    key: 'used',
    title: 'In use',
    width: 180,
    text: (row) => `${trim(percent(row.occupied, row.capacity), 1)}%`,
    order: (row) => percent(row.occupied, row.capacity),
    cell: (row) => (
      <Progress
        percent={Number(trim(percent(row.occupied, row.capacity), 0))}
        size="small"
        status="normal"
        aria-label={`${slotName(row.slot).label} of ${row.group} in use`}
      />
    ),
  },
  {
    key: 'agents',
    title: 'Nodes',
    align: 'right',
    text: (row) => String(row.agents),
    order: (row) => row.agents,
    optional: true,
  },
];

export function ResourceTable({ groups }: { groups: ResourceGroup[] }): JSX.Element {
  return (
    <DataTable
      name="resources"
      label="Free resources"
      rows={resourceRows(groups)}
      columns={COLUMNS}
      rowKey={(row) => `${row.group}/${row.slot}`}
      empty={<Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="No node is up." />}
    />
  );
}
