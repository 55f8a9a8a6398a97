import { Button, Form, Input, Space, Tag, Typography } from 'antd';
import { type JSX, useCallback, useState } from 'react';

import { type TrashedFolder, fetchTrash, purgeFolder, restoreFolder } from '../../api/folders';
import type { Fetcher } from '../../api/service';
import { formatBytes } from '../../api/units';
import { DataTable } from '../../components/DataTable';
import { FormDialog } from '../../components/FormDialog';
import { Problem } from '../../components/Problem';
import { TypedNameDialog } from '../../components/TypedNameDialog';
import type { Column } from '../../components/columns';
import { usePolled } from '../../components/usePolled';
import { FOLDER_NAME_RULES } from './FolderDialogs';

interface Props {
  fetcher: Fetcher;
  onChanged: () => void;
}

type Doing = { what: 'restore' | 'purge'; folder: TrashedFolder } | null;

/** Deleted folders: back again, or gone for ever. */
export function TrashTab({ fetcher, onChanged }: Props): JSX.Element {
  const ask = useCallback(() => fetchTrash(fetcher), [fetcher]);
  const { value, error, refresh } = usePolled(ask, 15_000);
  const [doing, setDoing] = useState<Doing>(null);
  const close = (): void => {
    setDoing(null);
    refresh();
    onChanged();
  };
  return (
    <>
      <Problem error={error} onRetry={refresh} />
      <DataTable
        name="trash"
        label="Trash"
        rows={value ?? []}
        columns={COLUMNS}
        rowKey={(row) => row.id}
        minWidth={760}
        empty="The trash is empty."
        actions={(row) => (
          <Space>
            <Button
              size="small"
              aria-label={`Restore ${row.name}`}
              disabled={row.status === 'delete-ongoing'}
              onClick={() => setDoing({ what: 'restore', folder: row })}
            >
              Restore
            </Button>
            <Button
              size="small"
              danger
              aria-label={`Purge ${row.name}`}
              onClick={() => setDoing({ what: 'purge', folder: row })}
            >
              Purge
            </Button>
          </Space>
        )}
      />
      {doing?.what === 'restore' && (
        <FormDialog<{ name: string }>
          title={`Restore ${doing.folder.name}`}
          okText="Restore"
          initial={{ name: doing.folder.name }}
          onSave={({ name }) =>
            restoreFolder(fetcher, doing.folder.id, name === doing.folder.name ? null : name)
          }
          onClose={close}
          width={480}
        >
          {() => (
            <Form.Item
              name="name"
              label="Name"
              rules={FOLDER_NAME_RULES}
              extra="Another one, if its name has been taken since."
            >
              <Input autoFocus maxLength={64} />
            </Form.Item>
          )}
        </FormDialog>
      )}
      {doing?.what === 'purge' && (
        <TypedNameDialog
          title={`Purge ${doing.folder.name}?`}
          okText="Purge it for ever"
          name={doing.folder.name}
          onSure={() => purgeFolder(fetcher, doing.folder.id)}
          onClose={close}
        >
          <Typography.Paragraph>
            All that is in it is gone then, and nobody can bring it back.
          </Typography.Paragraph>
        </TypedNameDialog>
      )}
    </>
  );
}

const time = (told: string | null): string => (told === null ? 'never' : new Date(told).toLocaleString());

const COLUMNS: Column<TrashedFolder>[] = [
  {
    key: 'name',
    title: 'Name',
    text: (row) => row.name,
    cell: (row) => (
      <>
        <Typography.Text strong>{row.name}</Typography.Text>{' '}
        {row.status === 'delete-ongoing' && <Tag color="warning">being removed</Tag>}
        {row.statusInfo !== '' && (
          <div>
            <Typography.Text type="secondary">{row.statusInfo}</Typography.Text>
          </div>
        )}
      </>
    ),
  },
  { key: 'host', title: 'Location', text: (row) => row.host, choices: true },
  {
    key: 'owner',
    title: 'Owner',
    text: (row) => (row.type === 'group' ? row.project : row.owner),
    choices: true,
  },
  {
    key: 'size',
    title: 'Size',
    align: 'right',
    text: (row) => (row.usedBytes === null ? '' : formatBytes(row.usedBytes)),
    order: (row) => row.usedBytes,
  },
  {
    key: 'trashed',
    title: 'Deleted',
    text: (row) => row.trashedAt ?? '',
    order: (row) => (row.trashedAt === null ? null : Date.parse(row.trashedAt)),
    cell: (row) => time(row.trashedAt),
  },
  { key: 'by', title: 'By', text: (row) => row.trashedBy, choices: true },
  {
    key: 'purge',
    title: 'Purged by itself',
    text: (row) => row.purgeAt ?? '',
    order: (row) => (row.purgeAt === null ? null : Date.parse(row.purgeAt)),
    cell: (row) => time(row.purgeAt),
  },
];
