import { App, Button, Progress, Select, Space, Tag, Tooltip } from 'antd';
import { type JSX, useCallback, useState } from 'react';

import { type Quota, fullness } from '../../api/folders';
import { type Fetcher, inWords } from '../../api/service';
import { fetchAllQuotas, unsetQuota } from '../../api/storage';
import { formatBytes } from '../../api/units';
import { DataTable } from '../../components/DataTable';
import { Problem } from '../../components/Problem';
import type { Column } from '../../components/columns';
import { usePolled } from '../../components/usePolled';
import { QuotaDialog } from './QuotaDialog';

interface Props {
  kind: 'user' | 'project';
  hosts: string[];
  fetcher: Fetcher;
}

/** What every user or project has on a host and may have there; the limit can be set, and unset again. */
export function QuotaTable({ kind, hosts, fetcher }: Props): JSX.Element {
  const { modal, message } = App.useApp();
  const [wanted, setHost] = useState<string | null>(null);
  const host = wanted ?? hosts[0] ?? null;
  const ask = useCallback(
    () => (host === null ? Promise.resolve([]) : fetchAllQuotas(fetcher, host)),
    [fetcher, host],
  );
  const { value, error, refresh } = usePolled<Quota[]>(ask, 30_000);
  const [edited, setEdited] = useState<Quota | 'anybody' | null>(null);
  const unset = (quota: Quota): void => {
    modal.confirm({
      title: `Unset the quota of ${quota.name}?`,
      content: 'What its policy says counts then.',
      okText: 'Unset',
      autoFocusButton: 'cancel',
      onOk: async () => {
        try {
          await unsetQuota(fetcher, quota);
          void message.success(`The policy of ${quota.name} counts now.`);
        } catch (problem) {
          void message.error(inWords(problem), 8);
        }
        refresh();
      },
    });
  };
  return (
    <>
      <Problem error={error} onRetry={refresh} />
      <DataTable
        name={`${kind}-quotas`}
        label={`Quotas of ${kind}s`}
        rows={(value ?? []).filter((quota) => quota.kind === kind)}
        columns={COLUMNS}
        rowKey={(row) => row.scope}
        empty={`No ${kind} has folders here.`}
        extra={
          <>
            <Button disabled={host === null} onClick={() => setEdited('anybody')}>
              Set a quota
            </Button>
            {hosts.length > 1 && (
              <Select
                aria-label="Host"
                value={host}
                onChange={setHost}
                options={hosts.map((value) => ({ value, label: value }))}
                className="ky-select"
              />
            )}
          </>
        }
        actions={(row) => (
          <Space>
            <Button size="small" onClick={() => setEdited(row)} aria-label={`Edit the quota of ${row.name}`}>
              Edit
            </Button>
            <Button
              size="small"
              disabled={row.explicit !== true}
              onClick={() => unset(row)}
              aria-label={`Unset the quota of ${row.name}`}
            >
              Unset
            </Button>
          </Space>
        )}
      />
      {edited !== null && host !== null && (
        <QuotaDialog
          kind={kind}
          host={host}
          quota={edited === 'anybody' ? null : edited}
          fetcher={fetcher}
          onClose={() => {
            setEdited(null);
            refresh();
          }}
        />
      )}
    </>
  );
}

const COLUMNS: Column<Quota>[] = [
  { key: 'name', title: 'Of', text: (row) => row.name },
  { key: 'host', title: 'Host', text: (row) => row.host, choices: true, optional: true },
  {
    key: 'used',
    title: 'Used',
    align: 'right',
    text: (row) => formatBytes(row.usedBytes),
    order: (row) => row.usedBytes,
  },
  {
    key: 'limit',
    title: 'Hard limit',
    align: 'right',
    text: (row) => (row.limit === null ? 'no limit' : formatBytes(row.limit)),
    order: (row) => row.limit ?? Infinity,
    cell: (row) => (
      <>
        {row.limit === null ? 'no limit' : formatBytes(row.limit)}{' '}
        <Tag bordered={false}>{row.explicit ? 'set' : 'policy'}</Tag>
      </>
    ),
  },
  {
    key: 'full',
    title: 'Full',
    text: (row) => (row.limit === null ? '' : `${Math.round(100 * fullness(row))} %`),
    order: fullness,
    cell: (row) =>
      row.limit === null ? (
        '–'
      ) : (
        <Progress
          percent={Math.round(100 * fullness(row))}
          size="small"
          status={fullness(row) >= 1 ? 'exception' : 'normal'}
          aria-label={`How full the quota of ${row.name} is`}
        />
      ),
    width: 160,
  },
  {
    key: 'files',
    title: 'Files',
    align: 'right',
    text: (row) => (row.files === null ? '' : String(row.files)),
    order: (row) => row.files,
  },
  {
    key: 'quota',
    title: 'Seen to by',
    text: (row) => (row.enforced ? 'enforced' : 'advisory'),
    cell: (row) => (
      <Tooltip
        title={
          row.enforced
            ? 'The file system refuses what would go over.'
            : 'Transfers are refused; what sessions write is only counted.'
        }
      >
        <Tag>{row.enforced ? 'enforced' : 'advisory'}</Tag>
      </Tooltip>
    ),
    choices: true,
  },
  { key: 'scope', title: 'Scope', text: (row) => row.scope, optional: true },
];
