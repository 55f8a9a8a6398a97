import { Button, Checkbox, Form, Space, Tag, Typography } from 'antd';
import { type JSX, useCallback, useMemo, useState } from 'react';

import { type Grant, type GrantKind, fetchGrants, saveGrant } from '../../api/hostPermissions';
import { HOST_PERMISSIONS } from '../../api/policies';
import type { Fetcher } from '../../api/service';
import { DataTable } from '../../components/DataTable';
import { FormDialog } from '../../components/FormDialog';
import { Problem } from '../../components/Problem';
import type { Column } from '../../components/columns';
import { usePolled } from '../../components/usePolled';

interface Row {
  grant: Grant;
  host: string;
  may: string[];
}

const KINDS: Record<GrantKind, string> = {
  domain: 'domain',
  project: 'project',
  policy: 'policy of keypairs',
};

/** What domains, projects and policies of keypairs let their people do on each storage host. */
export function PermissionTable({ hosts, fetcher }: { hosts: string[]; fetcher: Fetcher }): JSX.Element {
  const ask = useCallback(() => fetchGrants(fetcher), [fetcher]);
  const { value, error, refresh } = usePolled<Grant[]>(ask, 60_000);
  const [edited, setEdited] = useState<Row | null>(null);
  const rows = useMemo(
    () =>
      (value ?? []).flatMap((grant) =>
        [...new Set([...hosts, ...Object.keys(grant.hosts)])].map((host) => ({
          grant,
          host,
          may: grant.hosts[host] ?? [],
        })),
      ),
    [value, hosts],
  );
  return (
    <>
      <Typography.Paragraph type="secondary">
        People may do what any of these says: their domain, their projects, or the policy of their keypair. To
        forbid something, take it away from all that are theirs.
      </Typography.Paragraph>
      <Problem error={error} onRetry={refresh} />
      <DataTable
        name="host-permissions"
        label="Permissions"
        rows={rows}
        columns={COLUMNS}
        rowKey={({ grant, host }) => `${grant.kind} ${grant.id} ${host}`}
        minWidth={720}
        empty="There is nothing to permit."
        actions={(row) => (
          <Button
            size="small"
            onClick={() => setEdited(row)}
            aria-label={`Edit what the ${row.grant.kind} ${row.grant.name} may on ${row.host}`}
          >
            Edit
          </Button>
        )}
      />
      {edited && (
        <FormDialog<{ may: string[] }>
          title={`The ${edited.grant.kind} ${edited.grant.name} on ${edited.host}`}
          okText="Save"
          initial={{ may: edited.may }}
          onSave={({ may }) => saveGrant(fetcher, edited.grant, edited.host, may)}
          onClose={() => {
            setEdited(null);
            refresh();
          }}
          width={480}
        >
          {() => (
            <Form.Item
              name="may"
              label="Its people may"
              extra="With none of them, the host is not there for them."
            >
              <Checkbox.Group className="ky-column" options={HOST_PERMISSIONS} />
            </Form.Item>
          )}
        </FormDialog>
      )}
    </>
  );
}

const COLUMNS: Column<Row>[] = [
  { key: 'kind', title: 'Of a', text: ({ grant }) => KINDS[grant.kind], choices: true },
  { key: 'name', title: 'Name', text: ({ grant }) => grant.name, choices: true },
  { key: 'host', title: 'Location', text: ({ host }) => host, choices: true },
  {
    key: 'may',
    title: 'Permissions',
    text: ({ may }) => may.join(', '),
    cell: ({ may }) =>
      may.length === HOST_PERMISSIONS.length ? (
        <Tag color="success">all eight</Tag>
      ) : may.length === 0 ? (
        <Tag color="warning">none</Tag>
      ) : (
        <Space size={4} wrap>
          {may.map((permission) => (
            <Tag key={permission}>{permission}</Tag>
          ))}
        </Space>
      ),
  },
];
