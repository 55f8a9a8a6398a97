import { PlusOutlined } from '@ant-design/icons';
import { Button, Card, Space, Tag, Typography } from 'antd';
import { type JSX, useCallback, useMemo, useState } from 'react';

import { type Group, type Groups, deleteGroup, fetchGroups } from '../api/resourceGroups';
import type { Fetcher } from '../api/service';
import { DataTable } from '../components/DataTable';
import { DeleteButton } from '../components/DeleteButton';
import { Problem } from '../components/Problem';
import type { Column } from '../components/columns';
import { usePolled } from '../components/usePolled';
import { GroupAccess } from './GroupAccess';
import { GroupDialog } from './GroupDialog';
import { optionWords } from './groupOptions';

type Open = { kind: 'edit' | 'access'; group: Group | null } | null;

/** Resource groups: who may use which nodes, and in which order. For superadmins. */
export function GroupsPage({ fetcher }: { fetcher: Fetcher }): JSX.Element {
  const ask = useCallback(() => fetchGroups(fetcher), [fetcher]);
  const { value, error, refresh } = usePolled<Groups>(ask, 30_000);
  const [open, setOpen] = useState<Open>(null);
  const columns = useMemo(() => groupColumns(value), [value]);
  const close = (): void => {
    setOpen(null);
    refresh();
  };
  return (
    <>
      <Typography.Title level={1}>Resource groups</Typography.Title>
      <Problem error={error} onRetry={refresh} />
      <Card className="ky-table-card" loading={value === null && error === null}>
        <DataTable
          name="resource-groups"
          label="Resource groups"
          rows={value?.groups ?? []}
          columns={columns}
          rowKey={(row) => row.name}
          empty="There is no resource group: nothing can be started."
          extra={
            <Button
              type="primary"
              icon={<PlusOutlined />}
              onClick={() => setOpen({ kind: 'edit', group: null })}
            >
              New resource group
            </Button>
          }
          actions={(row) => (
            <Space>
              <Button
                size="small"
                onClick={() => setOpen({ kind: 'edit', group: row })}
                aria-label={`Edit ${row.name}`}
              >
                Edit
              </Button>
              <Button
                size="small"
                onClick={() => setOpen({ kind: 'access', group: row })}
                aria-label={`Who may use ${row.name}`}
              >
                Who may use it
              </Button>
              <DeleteButton
                what={`the resource group ${row.name}`}
                loss="Nobody can start sessions there any more. Groups with nodes or open sessions cannot be deleted."
                onDelete={() => deleteGroup(fetcher, row.name)}
                onDone={refresh}
              />
            </Space>
          )}
        />
      </Card>
      {open?.kind === 'edit' && <GroupDialog group={open.group} fetcher={fetcher} onClose={close} />}
      {open?.kind === 'access' && open.group && value && (
        <GroupAccess group={open.group} groups={value} fetcher={fetcher} onClose={close} />
      )}
    </>
  );
}

function groupColumns(groups: Groups | null): Column<Group>[] {
  const projectNames = new Map(groups?.projects.map(({ id, name }) => [id, name]));
  return [
    {
      key: 'name',
      title: 'Name',
      text: (row) => row.name,
      cell: (row) => <Typography.Text strong>{row.name}</Typography.Text>,
    },
    { key: 'description', title: 'Description', text: (row) => row.description, optional: true },
    {
      key: 'active',
      title: 'Active',
      text: (row) => (row.isActive ? 'yes' : 'no'),
      cell: (row) => <Tag color={row.isActive ? 'success' : 'default'}>{row.isActive ? 'yes' : 'no'}</Tag>,
      choices: true,
    },
    { key: 'driver', title: 'Driver', text: (row) => row.driver, choices: true, optional: true },
    { key: 'scheduler', title: 'Scheduler', text: (row) => row.scheduler, choices: true },
    { key: 'options', title: 'Options', text: (row) => optionWords(row.options).join('; ') },
    { key: 'domains', title: 'Domains', text: (row) => row.domains.join(', ') },
    {
      key: 'projects',
      title: 'Projects',
      text: (row) => row.projects.map((id) => projectNames.get(id) ?? id).join(', '),
    },
    {
      key: 'public',
      title: 'For users',
      text: (row) => (row.isPublic ? 'yes' : 'admins only'),
      choices: true,
      optional: true,
    },
  ];
}
