import { Descriptions, Tag, Typography } from 'antd';
import type { JSX } from 'react';

import type { Detail, Figure, Step } from '../api/details';
import { figureName, formatAge, formatBytes, formatFigure, formatStatus } from '../api/units';
import { DataTable } from './DataTable';
import { Slots } from './Slots';
import type { Column } from './columns';

/** What a session is and holds. */
export function Facts({ detail }: { detail: Detail }): JSX.Element {
  const facts: [string, JSX.Element | string][] = [
    ['Image', <span className="ky-image">{detail.image}</span>],
    ['Resources', <Slots slots={detail.slots} />],
    ['Shared memory', formatBytes(detail.sharedMemory)],
    ['Resource group', detail.resourceGroup],
    ['Type', detail.type],
    ['Architecture', detail.architecture],
    ['Created', moment(detail.createdAt)],
    ['Running since', moment(detail.startedAt)],
    ['Runs of code', String(detail.queries)],
  ];
  if (detail.terminatedAt) facts.push(['Ended', moment(detail.terminatedAt)]);
  if (detail.startupCommand) facts.push(['Command', <code>{detail.startupCommand}</code>]);
  if (detail.type === 'batch' && detail.terminatedAt) facts.push(['Result', result(detail)]);
  if (detail.tag) facts.push(['Tag', detail.tag]);
  if (detail.node) facts.push(['Node', detail.node]);
  facts.push(['ID', <Typography.Text copyable={{ text: detail.id }}>{detail.id}</Typography.Text>]);
  return (
    <Descriptions
      size="small"
      column={1}
      bordered
      items={facts.map(([label, children]) => ({ key: label, label, children }))}
    />
  );
}

const moment = (time: string | null): string => (time === null ? '–' : new Date(time).toLocaleString());

function result(detail: Detail): string {
  return detail.exitCode === null ? detail.result : `${detail.result}, exit code ${detail.exitCode}`;
}

const FIGURE_COLUMNS: Column<Figure>[] = [
  { key: 'name', title: 'Figure', text: (row) => figureName(row.name) },
  {
    key: 'now',
    title: 'Now',
    align: 'right',
    text: (row) => formatFigure(row.current, row.unit),
    order: (row) => row.current,
  },
  {
    key: 'of',
    title: 'Of',
    align: 'right',
    text: (row) => (row.capacity === null ? '' : formatFigure(row.capacity, row.unit)),
    order: (row) => row.capacity,
  },
  {
    key: 'rate',
    title: 'Per second',
    align: 'right',
    text: (row) => (row.rate === null ? '' : formatFigure(row.rate, row.unit)),
    order: (row) => row.rate,
  },
];

export function FigureTable({ detail }: { detail: Detail }): JSX.Element {
  return (
    <DataTable
      name="session-figures"
      label={`Figures of ${detail.name}`}
      rows={detail.figures}
      columns={FIGURE_COLUMNS}
      rowKey={(row) => row.name}
      minWidth={360}
      empty="Its node has told no figures yet."
    />
  );
}

interface TimedStep extends Step {
  index: number;
  /** Milliseconds that it lasted; null for the last one. */
  lasted: number | null;
}

const STEP_COLUMNS: Column<TimedStep>[] = [
  {
    key: 'status',
    title: 'Status',
    text: (row) => formatStatus(row.status),
    cell: (row) => <Tag>{formatStatus(row.status)}</Tag>,
    choices: true,
  },
  {
    key: 'at',
    title: 'Since',
    text: (row) => row.at,
    order: (row) => row.index,
    cell: (row) => <time dateTime={row.at}>{new Date(row.at).toLocaleString()}</time>,
  },
  {
    key: 'lasted',
    title: 'For',
    align: 'right',
    text: (row) => (row.lasted === null ? '' : formatSpan(row.lasted)),
    order: (row) => row.lasted,
  },
  { key: 'reason', title: 'Reason', text: (row) => row.reason },
];

const formatSpan = (span: number): string =>
  span < 10_000 ? `${(span / 1000).toFixed(2)} s` : formatAge(span);

export function HistoryTable({ detail }: { detail: Detail }): JSX.Element {
  const steps = detail.history.map((step, index) => {
    const next = detail.history[index + 1];
    return { ...step, index, lasted: next ? Date.parse(next.at) - Date.parse(step.at) : null };
  });
  return (
    <DataTable
      name="session-history"
      label={`History of ${detail.name}`}
      rows={steps}
      columns={STEP_COLUMNS}
      rowKey={(row) => String(row.index)}
      minWidth={480}
      empty="Nothing has happened yet."
    />
  );
}

const PERMISSIONS: Record<string, string> = { ro: 'read only', rw: 'read and write', wd: 'all, with delete' };

const MOUNT_COLUMNS: Column<Detail['mounts'][number]>[] = [
  { key: 'name', title: 'Folder', text: (row) => row.name },
  {
    key: 'target',
    title: 'Where',
    text: (row) => (row.target.startsWith('/') ? row.target : `~/${row.target}`),
  },
  {
    key: 'permission',
    title: 'May',
    text: (row) => PERMISSIONS[row.permission] ?? row.permission,
    choices: true,
  },
];

export function MountTable({ detail }: { detail: Detail }): JSX.Element {
  return (
    <DataTable
      name="session-mounts"
      label={`Folders of ${detail.name}`}
      rows={detail.mounts}
      columns={MOUNT_COLUMNS}
      rowKey={(row) => row.target}
      minWidth={360}
      empty="It has no folders: what is in its home goes with it."
    />
  );
}

const ENVIRON_COLUMNS: Column<Detail['environ'][number]>[] = [
  { key: 'name', title: 'Variable', text: (row) => row.name, cell: (row) => <code>{row.name}</code> },
  {
    key: 'value',
    title: 'Value',
    text: (row) => row.value ?? '(hidden)',
    cell: (row) =>
      row.value === null ? (
        <Typography.Text type="secondary">hidden: it looks like a secret</Typography.Text>
      ) : (
        <span className="ky-image">{row.value}</span>
      ),
  },
];

export function EnvironTable({ detail }: { detail: Detail }): JSX.Element {
  return (
    <DataTable
      name="session-environment"
      label={`Environment of ${detail.name}`}
      rows={detail.environ}
      columns={ENVIRON_COLUMNS}
      rowKey={(row) => row.name}
      minWidth={360}
      empty="No variable was set when it was created."
    />
  );
}
