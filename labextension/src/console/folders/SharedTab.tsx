import { App, Button, Select, Space, Tooltip, Typography } from 'antd';
import { type JSX, useCallback, useMemo, useState } from 'react';

import type { Folder, Permission } from '../../api/folders';
import { type Fetcher, inWords } from '../../api/service';
import {
  type Invitation,
  acceptInvitation,
  changeInvitation,
  deleteInvitation,
  fetchSent,
} from '../../api/sharing';
import { DataTable } from '../../components/DataTable';
import { PERMISSIONS, PERMISSION_OPTIONS, PermissionTags } from '../../components/PermissionTags';
import { Problem } from '../../components/Problem';
import type { Column } from '../../components/columns';
import { usePolled } from '../../components/usePolled';
import type { Opened } from './FolderDialogs';
import { addressOf } from './address';

interface Props {
  received: Invitation[];
  folders: Folder[];
  fetcher: Fetcher;
  onOpen: (opened: Opened) => void;
  onChanged: () => void;
}

/** Invitations, received and sent, and the folders that others share with me. */
export function SharedTab({ received, folders, fetcher, onOpen, onChanged }: Props): JSX.Element {
  const { message } = App.useApp();
  const [busy, setBusy] = useState('');
  const ask = useCallback(() => fetchSent(fetcher), [fetcher]);
  const sent = usePolled(ask, 30_000);
  const { refresh } = sent;
  const act = useCallback(
    async (id: string, doing: () => Promise<void>, done: string): Promise<void> => {
      setBusy(id);
      try {
        await doing();
        void message.success(done);
      } catch (error) {
        void message.error(inWords(error), 8);
      } finally {
        setBusy('');
        refresh();
        onChanged();
      }
    },
    [message, onChanged, refresh],
  );
  const change = useCallback(
    (row: Invitation, next: Permission) =>
      void act(row.id, () => changeInvitation(fetcher, row.id, next), `Changed for ${row.invitee}.`),
    [act, fetcher],
  );
  const shared = useMemo(() => folders.filter(({ isOwner, type }) => !isOwner && type === 'user'), [folders]);
  return (
    <>
      <Typography.Title level={5}>Invitations to me</Typography.Title>
      <DataTable
        name="invitations"
        label="Invitations to me"
        rows={received}
        columns={RECEIVED}
        rowKey={(row) => row.id}
        minWidth={560}
        empty="Nobody has invited you."
        actions={(row) => (
          <Space>
            <Button
              size="small"
              type="primary"
              loading={busy === row.id}
              aria-label={`Accept ${row.folder}`}
              onClick={() =>
                void act(
                  row.id,
                  () => acceptInvitation(fetcher, row.id),
                  `${row.folder} is among your folders now.`,
                )
              }
            >
              Accept
            </Button>
            <Button
              size="small"
              danger
              disabled={busy === row.id}
              aria-label={`Reject ${row.folder}`}
              onClick={() =>
                void act(row.id, () => deleteInvitation(fetcher, row.id), `Rejected ${row.folder}.`)
              }
            >
              Reject
            </Button>
          </Space>
        )}
      />
      <Typography.Title level={5}>Shared with me</Typography.Title>
      <DataTable
        name="shared-folders"
        label="Shared with me"
        rows={shared}
        columns={SHARED}
        rowKey={(row) => row.id}
        minWidth={560}
        empty="Nobody shares a folder with you."
        actions={(row) => (
          <Button
            size="small"
            aria-label={`Leave ${row.name}`}
            onClick={() => onOpen({ kind: 'leave', folder: row })}
          >
            Leave
          </Button>
        )}
      />
      <Typography.Title level={5}>Invitations that I have sent</Typography.Title>
      <Problem error={sent.error} onRetry={sent.refresh} />
      <DataTable
        name="sent-invitations"
        label="Invitations that I have sent"
        rows={sent.value ?? []}
        columns={SENT}
        rowKey={(row) => row.id}
        minWidth={560}
        empty="None waits for an answer."
        actions={(row) => (
          <Space>
            <Tooltip title="What they may do once they accept">
              <Select
                size="small"
                aria-label={`Permission of ${row.invitee} in ${row.folder}`}
                value={row.permission}
                options={PERMISSION_OPTIONS}
                onChange={(next) => change(row, next)}
                className="ky-select"
              />
            </Tooltip>
            <Button
              size="small"
              danger
              disabled={busy === row.id}
              aria-label={`Take back the invitation of ${row.invitee}`}
              onClick={() =>
                void act(row.id, () => deleteInvitation(fetcher, row.id), `Took back ${row.folder}.`)
              }
            >
              Take back
            </Button>
          </Space>
        )}
      />
    </>
  );
}

const may = <Row extends { permission: Permission }>(): Column<Row> => ({
  key: 'permission',
  title: 'Permission',
  text: (row) => PERMISSIONS[row.permission],
  cell: (row) => <PermissionTags permission={row.permission} />,
  choices: true,
});

const when: Column<Invitation> = {
  key: 'created',
  title: 'Since',
  text: (row) => row.createdAt ?? '',
  order: (row) => (row.createdAt === null ? null : Date.parse(row.createdAt)),
  cell: (row) => (row.createdAt === null ? '–' : new Date(row.createdAt).toLocaleString()),
};

const RECEIVED: Column<Invitation>[] = [
  { key: 'folder', title: 'Folder', text: (row) => row.folder },
  { key: 'inviter', title: 'From', text: (row) => row.inviter, choices: true },
  may<Invitation>(),
  when,
];

const SENT: Column<Invitation>[] = [
  { key: 'folder', title: 'Folder', text: (row) => row.folder, choices: true },
  { key: 'invitee', title: 'To', text: (row) => row.invitee, choices: true },
  when,
];

const SHARED: Column<Folder>[] = [
  {
    key: 'name',
    title: 'Folder',
    text: (row) => row.name,
    cell: (row) => (
      <a
        href={addressOf({ kind: 'files', folder: row.id, path: '', snapshot: null })}
        className="ky-folder-name"
      >
        {row.name}
      </a>
    ),
  },
  { key: 'owner', title: 'Owner', text: (row) => row.owner, choices: true },
  may<Folder>(),
];
