import { Card, Tag, Typography } from 'antd';
import { type JSX, useCallback, useMemo } from 'react';

import { type Node, fetchNodes } from '../api/listings';
import type { Fetcher } from '../api/service';
import { formatAmount, formatStatus, slotName, slotOrder } from '../api/units';
import { DataTable } from '../components/DataTable';
import { Problem } from '../components/Problem';
import { Since } from '../components/Since';
import { SlotBar } from '../components/SlotBar';
import type { Column } from '../components/columns';
import { usePolled } from '../components/usePolled';

/** The machines that run sessions, for superadmins. */
export function NodesPage({ fetcher, now }: { fetcher: Fetcher; now: number }): JSX.Element {
  const ask = useCallback(() => fetchNodes(fetcher), [fetcher]);
  const { value, error, refresh } = usePolled(ask, 5000);
  const columns = useMemo(() => nodeColumns(now), [now]);
  return (
    <>
      <Typography.Title level={1}>Nodes</Typography.Title>
      <Problem error={error} onRetry={refresh} />
      <Card className="ky-table-card" loading={value === null && error === null}>
        <DataTable
          name="nodes"
          label="Nodes"
          rows={value ?? []}
          columns={columns}
          rowKey={(row) => row.name}
          empty={
            <>
              No node reports. <code>kernelyard node add NAME</code> invites one.
            </>
          }
        />
      </Card>
    </>
  );
}

const COLORS: Record<string, string> = {
  ALIVE: 'success',
  LOST: 'error',
  TERMINATED: 'default',
  INVITED: 'processing',
  EXPIRED: 'warning',
};

const share = (row: Node, slot: string): string =>
  `${formatAmount(slot, row.occupied[slot] ?? '0')} of ${formatAmount(slot, row.capacity[slot] ?? '0')}`;

function uses(row: Node): string[] {
  return Object.keys(row.capacity)
    .filter((slot) => Number(row.capacity[slot]) > 0)
    .sort(slotOrder);
}

function nodeColumns(now: number): Column<Node>[] {
  return [
    {
      key: 'name',
      title: 'Name',
      text: (row) => row.name,
      cell: (row) => <Typography.Text strong>{row.name}</Typography.Text>,
    },
    {
      key: 'state',
      title: 'State',
      text: (row) => formatStatus(row.state),
      cell: (row) => <Tag color={COLORS[row.state] ?? 'default'}>{formatStatus(row.state)}</Tag>,
      choices: true,
    },
    { key: 'group', title: 'Resource group', text: (row) => row.resourceGroup, choices: true },
    {
      key: 'takes',
      title: 'Takes sessions',
      text: (row) => (row.schedulable === null ? '' : row.schedulable ? 'yes' : 'no'),
      choices: true,
    },
    {
      key: 'sessions',
      title: 'Sessions',
      align: 'right',
      text: (row) => (row.sessions === null ? '' : String(row.sessions)),
      order: (row) => row.sessions,
    },
    {
      key: 'use',
      title: 'In use',
      text: (row) =>
        uses(row)
          .map((slot) => `${slotName(slot).label} ${share(row, slot)}`)
          .join('; '),
      order: (row) => Number(row.occupied['cpu'] ?? 0),
      cell: (row) => (
        <div className="ky-node-use">
          {uses(row).map((slot) => (
            <SlotBar
              key={slot}
              amounts={{
                slot,
                capacity: row.capacity[slot] ?? '0',
                occupied: row.occupied[slot] ?? '0',
                free: String(Number(row.capacity[slot] ?? 0) - Number(row.occupied[slot] ?? 0)),
              }}
            />
          ))}
        </div>
      ),
    },
    {
      key: 'where',
      title: 'Where',
      text: (row) => (row.enrolled ? 'another machine' : 'this machine'),
      choices: true,
    },
    { key: 'version', title: 'Version', text: (row) => row.version, choices: true },
    { key: 'address', title: 'Address', text: (row) => row.address, optional: true },
    {
      key: 'architecture',
      title: 'Architecture',
      text: (row) => row.architecture,
      choices: true,
      optional: true,
    },
    {
      key: 'since',
      title: 'Known for',
      text: (row) => row.since ?? '',
      order: (row) => (row.since === null ? null : Date.parse(row.since)),
      cell: (row) => <Since time={row.since} now={now} />,
      optional: true,
    },
    {
      key: 'certificate',
      title: 'Certificate until',
      text: (row) => row.certificateExpires ?? '',
      order: (row) => (row.certificateExpires === null ? null : Date.parse(row.certificateExpires)),
      cell: (row) =>
        row.certificateExpires === null ? '–' : new Date(row.certificateExpires).toLocaleDateString(),
      optional: true,
    },
  ];
}
