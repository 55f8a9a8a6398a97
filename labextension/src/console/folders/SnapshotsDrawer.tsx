import { CameraOutlined } from '@ant-design/icons';
import { Alert, App, Button, Drawer, Flex, Input, Space, Typography } from 'antd';
import { type JSX, useCallback, useMemo, useState } from 'react';

import { type Folder, mayDelete } from '../../api/folders';
import { type Fetcher, inWords } from '../../api/service';
import { type Snapshot, createSnapshot, deleteSnapshot, fetchSnapshots } from '../../api/snapshots';
import { formatBytes } from '../../api/units';
import { DataTable } from '../../components/DataTable';
import { DeleteButton } from '../../components/DeleteButton';
import { Problem } from '../../components/Problem';
import type { Column } from '../../components/columns';
import { useFocusReturn } from '../../components/useFocusReturn';
import { usePolled } from '../../components/usePolled';
import { addressOf } from './address';

interface Props {
  folder: Folder;
  fetcher: Fetcher;
  onClose: () => void;
}

/** The states of a folder that were kept. */
export function SnapshotsDrawer({ folder, fetcher, onClose }: Props): JSX.Element {
  useFocusReturn();
  const { message } = App.useApp();
  const ask = useCallback(() => fetchSnapshots(fetcher, folder.id), [fetcher, folder.id]);
  const { value, error, refresh } = usePolled(ask, 30_000);
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const writes = mayDelete(folder);
  const columns = useMemo(snapshotColumns, []);
  const make = async (): Promise<void> => {
    setBusy(true);
    try {
      await createSnapshot(fetcher, folder.id, name.trim());
      setName('');
      void message.success('A snapshot has been made.');
    } catch (problem) {
      void message.error(inWords(problem), 8);
    } finally {
      setBusy(false);
      refresh();
    }
  };
  return (
    <Drawer
      open
      onClose={onClose}
      title={`Snapshots of ${folder.name}`}
      width="min(720px, 100vw)"
      aria-label={`Snapshots of ${folder.name}`}
    >
      <Problem error={error} onRetry={refresh} />
      {value?.supported === false ? (
        <Alert
          type="info"
          showIcon
          message={`${folder.host} cannot make snapshots.`}
          description="Folders on a BTRFS or CephFS volume have them. A clone keeps a state as well, for the price of its size."
        />
      ) : (
        <>
          <Typography.Paragraph type="secondary">
            A snapshot keeps the folder as it is now. Files can be looked at, downloaded and copied back; what
            is in a snapshot never changes.
          </Typography.Paragraph>
          <DataTable
            name="snapshots"
            label={`Snapshots of ${folder.name}`}
            rows={value?.items ?? []}
            columns={columns}
            rowKey={(row) => row.name}
            minWidth={420}
            empty="There is none yet."
            extra={
              writes && (
                <Flex gap={8}>
                  <Input
                    aria-label="Name of the snapshot"
                    placeholder="name (optional)"
                    value={name}
                    maxLength={64}
                    onChange={(event) => setName(event.target.value)}
                  />
                  <Button type="primary" icon={<CameraOutlined />} loading={busy} onClick={() => void make()}>
                    Make one
                  </Button>
                </Flex>
              )
            }
            actions={(row) => (
              <Space>
                <Button
                  size="small"
                  href={addressOf({ kind: 'files', folder: folder.id, path: '', snapshot: row.name })}
                  onClick={onClose}
                  aria-label={`Browse ${row.name}`}
                >
                  Browse
                </Button>
                {writes && (
                  <DeleteButton
                    what={`the snapshot ${row.name}`}
                    loss="The state that it keeps is gone then; the folder itself stays as it is."
                    onDelete={() => deleteSnapshot(fetcher, folder.id, row.name)}
                    onDone={refresh}
                  />
                )}
              </Space>
            )}
          />
        </>
      )}
    </Drawer>
  );
}

function snapshotColumns(): Column<Snapshot>[] {
  return [
    { key: 'name', title: 'Name', text: (row) => row.name },
    {
      key: 'created',
      title: 'Made',
      text: (row) => row.created ?? '',
      order: (row) => (row.created === null ? null : Date.parse(row.created)),
      cell: (row) => (row.created === null ? '–' : new Date(row.created).toLocaleString()),
    },
    {
      key: 'size',
      title: 'Holds alone',
      align: 'right',
      text: (row) => (row.usedBytes === null ? '' : formatBytes(row.usedBytes)),
      order: (row) => row.usedBytes,
    },
  ];
}
