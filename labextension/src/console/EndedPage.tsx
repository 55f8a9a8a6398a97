import { Button, Card, Tag, Typography } from 'antd';
import { type JSX, useCallback, useMemo } from 'react';

import { type EndedSession, fetchEnded } from '../api/listings';
import type { Fetcher } from '../api/service';
import { formatAge, formatSlots, formatStatus } from '../api/units';
import { DataTable } from '../components/DataTable';
import { Problem } from '../components/Problem';
import { Since } from '../components/Since';
import { Slots } from '../components/Slots';
import type { Column } from '../components/columns';
import { usePolled } from '../components/usePolled';
import type { Named } from './SessionDialogs';

interface Props {
  fetcher: Fetcher;
  now: number;
  onDetail: (session: Named) => void;
}

/** Sessions that are over: what they were, how they ended, what they printed. */
export function EndedPage({ fetcher, now, onDetail }: Props): JSX.Element {
  const ask = useCallback(() => fetchEnded(fetcher), [fetcher]);
  const { value, error, refresh } = usePolled(ask, 15_000);
  const columns = useMemo(() => endedColumns(now, onDetail), [now, onDetail]);
  return (
    <>
      <Typography.Title level={1}>Ended sessions</Typography.Title>
      <Problem error={error} onRetry={refresh} />
      <Card className="ky-table-card" loading={value === null && error === null}>
        <DataTable
          name="ended-sessions"
          label="Ended sessions"
          rows={value ?? []}
          columns={columns}
          rowKey={(row) => row.id}
          empty="No session of yours has ended yet."
        />
      </Card>
    </>
  );
}

const COLORS: Record<string, string> = { ERROR: 'error', CANCELLED: 'default', TERMINATED: 'default' };

function endedColumns(now: number, onDetail: (session: Named) => void): Column<EndedSession>[] {
  return [
    {
      key: 'name',
      title: 'Name',
      text: (row) => row.name,
      cell: (row) => (
        <Button type="link" className="ky-name" onClick={() => onDetail(row)}>
          {row.name}
        </Button>
      ),
    },
    { key: 'type', title: 'Type', text: (row) => formatStatus(row.type), choices: true },
    {
      key: 'status',
      title: 'Status',
      text: (row) => formatStatus(row.status),
      cell: (row) => <Tag color={COLORS[row.status] ?? 'default'}>{formatStatus(row.status)}</Tag>,
      choices: true,
    },
    {
      key: 'result',
      title: 'Result',
      text: (row) => (row.result === 'undefined' ? '' : row.result),
      choices: true,
    },
    { key: 'reason', title: 'Reason', text: (row) => row.statusInfo },
    {
      key: 'slots',
      title: 'Slots',
      text: (row) => formatSlots(row.slots),
      cell: (row) => <Slots slots={row.slots} />,
      optional: true,
    },
    {
      key: 'image',
      title: 'Image',
      text: (row) => row.image,
      cell: (row) => <span className="ky-image">{row.image}</span>,
    },
    {
      key: 'group',
      title: 'Resource group',
      text: (row) => row.resourceGroup,
      choices: true,
      optional: true,
    },
    {
      key: 'ended',
      title: 'Ended',
      text: (row) => row.terminatedAt ?? '',
      order: (row) => (row.terminatedAt === null ? null : Date.parse(row.terminatedAt)),
      cell: (row) => (
        <>
          <Since time={row.terminatedAt} now={now} /> {row.terminatedAt && 'ago'}
        </>
      ),
    },
    {
      key: 'lived',
      title: 'Lived for',
      text: (row) => (lived(row) === null ? '' : formatAge(lived(row) as number)),
      order: lived,
      optional: true,
    },
    { key: 'id', title: 'ID', text: (row) => row.id, optional: true },
  ];
}

function lived(row: EndedSession): number | null {
  if (row.createdAt === null || row.terminatedAt === null) return null;
  return Date.parse(row.terminatedAt) - Date.parse(row.createdAt);
}
