import { type JSX, useCallback } from 'react';

import type { Fetcher } from '../../api/service';
import { type BigFolder, fetchBigFolders } from '../../api/storage';
import { formatBytes, formatStatus } from '../../api/units';
import { DataTable } from '../../components/DataTable';
import { Problem } from '../../components/Problem';
import type { Column } from '../../components/columns';
import { usePolled } from '../../components/usePolled';

/** Most folders of the report. */
const LIMIT = 100;

/** Where the space is: the biggest folders, and when somebody last used them. */
export function BigFolders({ fetcher }: { fetcher: Fetcher }): JSX.Element {
  const ask = useCallback(() => fetchBigFolders(fetcher, LIMIT), [fetcher]);
  const { value, error, refresh } = usePolled<BigFolder[]>(ask, 60_000);
  return (
    <>
      <Problem error={error} onRetry={refresh} />
      <DataTable
        name="big-folders"
        label="Big folders"
        rows={value ?? []}
        columns={COLUMNS}
        rowKey={(row) => row.id}
        empty="There are no folders."
      />
    </>
  );
}

const date = (told: string | null): string => (told === null ? '–' : new Date(told).toLocaleDateString());

const COLUMNS: Column<BigFolder>[] = [
  { key: 'name', title: 'Folder', text: (row) => row.name },
  { key: 'host', title: 'Location', text: (row) => row.host, choices: true },
  { key: 'owner', title: 'Owner', text: (row) => row.owner || row.project, choices: true },
  {
    key: 'size',
    title: 'Size',
    align: 'right',
    text: (row) => (row.usedBytes === null ? '' : formatBytes(row.usedBytes)),
    order: (row) => row.usedBytes,
  },
  {
    key: 'files',
    title: 'Files',
    align: 'right',
    text: (row) => (row.files === null ? '' : String(row.files)),
    order: (row) => row.files,
  },
  {
    key: 'used',
    title: 'Last used',
    text: (row) => row.lastUsed ?? '',
    order: (row) => (row.lastUsed === null ? null : Date.parse(row.lastUsed)),
    cell: (row) => date(row.lastUsed),
  },
  {
    key: 'counted',
    title: 'Counted',
    text: (row) => row.countedAt ?? '',
    cell: (row) => date(row.countedAt),
    optional: true,
  },
  {
    key: 'status',
    title: 'Status',
    text: (row) => formatStatus(row.status.replaceAll('-', ' ')),
    choices: true,
  },
  { key: 'id', title: 'ID', text: (row) => row.id, optional: true },
];
