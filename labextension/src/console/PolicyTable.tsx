import { PlusOutlined } from '@ant-design/icons';
import { Button, Space, Tag, Typography } from 'antd';
import { type JSX, useMemo, useState } from 'react';

import { LIMITS, type Limit, type Policy, type PolicyKind, remove } from '../api/policies';
import type { Fetcher } from '../api/service';
import { formatAge, formatBytes, formatSlots } from '../api/units';
import { DataTable } from '../components/DataTable';
import { DeleteButton } from '../components/DeleteButton';
import { Slots } from '../components/Slots';
import type { Column } from '../components/columns';
import { PolicyDialog } from './PolicyDialog';

interface Props {
  kind: PolicyKind;
  policies: Policy[];
  slots: string[];
  fetcher: Fetcher;
  onChanged: () => void;
}

/** The policies of one kind. */
export function PolicyTable({ kind, policies, slots, fetcher, onChanged }: Props): JSX.Element {
  const [open, setOpen] = useState<{ policy: Policy | null } | null>(null);
  const columns = useMemo(() => policyColumns(kind), [kind]);
  const close = (): void => {
    setOpen(null);
    onChanged();
  };
  return (
    <>
      <DataTable
        name={`${kind}-policies`}
        label={`Policies of ${kind}s`}
        rows={policies}
        columns={columns}
        rowKey={(row) => row.name}
        empty="There is no policy of this kind."
        extra={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen({ policy: null })}>
            New policy
          </Button>
        }
        actions={(row) => (
          <Space>
            <Button size="small" onClick={() => setOpen({ policy: row })} aria-label={`Edit ${row.name}`}>
              Edit
            </Button>
            <DeleteButton
              what={`the policy ${row.name}`}
              loss="A policy that somebody follows, active or not, cannot be deleted."
              onDelete={() => remove(fetcher, `${kind}_resource_policy`, row.name)}
              onDone={onChanged}
            />
          </Space>
        )}
      />
      {open && (
        <PolicyDialog
          kind={kind}
          policy={open.policy}
          others={policies}
          slots={slots}
          fetcher={fetcher}
          onClose={close}
        />
      )}
    </>
  );
}

export function limitText({ unit, nothing }: Limit, value: number | null): string {
  if (value === null) return nothing;
  if (unit === 'bytes') return formatBytes(value);
  return unit === 'seconds' ? formatAge(value * 1000) : String(value);
}

function policyColumns(kind: PolicyKind): Column<Policy>[] {
  const columns: Column<Policy>[] = [
    {
      key: 'name',
      title: 'Name',
      text: (row) => row.name,
      cell: (row) => <Typography.Text strong>{row.name}</Typography.Text>,
    },
  ];
  if (kind === 'keypair') {
    columns.push({
      key: 'slots',
      title: 'Resources',
      text: (row) =>
        [formatSlots(row.slots), row.unspecifiedIsUnlimited ? 'others unlimited' : 'no others'].join('; '),
      cell: (row) => (
        <span className="ky-slots">
          {Object.keys(row.slots).length > 0 && <Slots slots={row.slots} />}
          <Tag bordered={false}>{row.unspecifiedIsUnlimited ? 'others unlimited' : 'no others'}</Tag>
        </span>
      ),
    });
  }
  for (const limit of LIMITS[kind]) {
    columns.push({
      key: limit.field,
      title: limit.label,
      align: 'right',
      text: (row) => limitText(limit, row.limits[limit.field] ?? null),
      order: (row) => row.limits[limit.field] ?? Infinity,
    });
  }
  if (kind === 'keypair') {
    columns.push(
      {
        key: 'pending-slots',
        title: 'Waiting may ask for',
        text: (row) => formatSlots(row.pendingSlots) || 'no limit',
        optional: true,
      },
      {
        key: 'hosts',
        title: 'Storage hosts',
        text: (row) => Object.keys(row.hosts).sort().join(', '),
        optional: true,
      },
    );
  }
  return columns;
}
