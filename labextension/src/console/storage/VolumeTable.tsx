import { Progress, Tag, Typography } from 'antd';
import type { JSX } from 'react';

import type { Volume } from '../../api/storage';
import { formatBytes } from '../../api/units';
import { DataTable } from '../../components/DataTable';
import type { Column } from '../../components/columns';
import { figure } from './figures';

/** The volumes of all storage proxies that answer. */
export function VolumeTable({ volumes }: { volumes: Volume[] }): JSX.Element {
  return (
    <DataTable
      name="volumes"
      label="Volumes"
      rows={volumes}
      columns={COLUMNS}
      rowKey={(row) => row.id}
      empty="No storage proxy answers."
    />
  );
}

const percent = ({ usedBytes, capacityBytes }: Volume): number | null =>
  usedBytes === null || !capacityBytes ? null : (100 * usedBytes) / capacityBytes;

const figures = ({ performance }: Volume): string[] =>
  Object.entries(performance).map(([name, value]) => figure(name, value));

const COLUMNS: Column<Volume>[] = [
  {
    key: 'name',
    title: 'Volume',
    text: (row) => row.id,
    cell: (row) => (
      <Typography.Text strong className="ky-nowrap">
        {row.id}
      </Typography.Text>
    ),
  },
  { key: 'backend', title: 'Backend', text: (row) => row.backend, choices: true },
  {
    key: 'capabilities',
    title: 'Capabilities',
    text: (row) => row.capabilities.join(', '),
    cell: (row) => (
      <span className="ky-slots">
        {row.capabilities.map((each) => (
          <Tag key={each}>{each}</Tag>
        ))}
      </span>
    ),
  },
  {
    key: 'usage',
    title: 'Usage',
    text: (row) => `${formatBytes(row.usedBytes ?? 0)} of ${formatBytes(row.capacityBytes ?? 0)}`,
    order: percent,
    cell: (row) => (
      <div className="ky-node-use">
        {formatBytes(row.usedBytes ?? 0)} of {formatBytes(row.capacityBytes ?? 0)}
        <Progress
          percent={percent(row) ?? 0}
          showInfo={false}
          size="small"
          aria-label={`Usage of ${row.id}`}
        />
      </div>
    ),
  },
  {
    key: 'performance',
    title: 'Performance',
    text: (row) => figures(row).join('; '),
    cell: (row) =>
      figures(row).length === 0 ? (
        <span className="ky-faint">no figures</span>
      ) : (
        <span className="ky-slots">
          {figures(row).map((each) => (
            <Tag key={each} bordered={false}>
              {each}
            </Tag>
          ))}
        </span>
      ),
  },
];
