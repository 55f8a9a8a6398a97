import {
  CameraOutlined,
  CopyOutlined,
  DeleteOutlined,
  EditOutlined,
  InfoCircleOutlined,
  LogoutOutlined,
  MoreOutlined,
  PlusOutlined,
  ShareAltOutlined,
  TeamOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { Alert, Button, Dropdown, Space, Tag, Tooltip, Typography } from 'antd';
import type { MenuProps } from 'antd';
import { type JSX, useMemo } from 'react';

import { type Folder, isAutomount } from '../../api/folders';
import { formatBytes, formatStatus } from '../../api/units';
import type { Fetcher } from '../../api/service';
import { DataTable } from '../../components/DataTable';
import { PERMISSIONS, PermissionTags } from '../../components/PermissionTags';
import type { Column } from '../../components/columns';
import type { Opened, OpenedKind } from './FolderDialogs';
import { addressOf } from './address';

interface Props {
  which: 'plain' | 'automount';
  folders: Folder[];
  fetcher: Fetcher;
  onOpen: (opened: Opened) => void;
}

/** The folders that one reaches: own ones, those of projects, those that others share. */
export function FolderTable({ which, folders, onOpen }: Props): JSX.Element {
  const shown = folders.filter((folder) => isAutomount(folder) === (which === 'automount'));
  const columns = useMemo(folderColumns, []);
  return (
    <>
      {which === 'automount' && (
        <Alert
          className="ky-alert"
          type="info"
          showIcon
          message="Folders starting with a . (dot) are automatically mounted when a new session is started."
          description="Such as .local for packages of your own, or .cache for models: every session finds them in its home."
        />
      )}
      <DataTable
        name={which === 'automount' ? 'automount-folders' : 'folders'}
        label={which === 'automount' ? 'Automount folders' : 'Folders'}
        rows={shown}
        columns={columns}
        rowKey={(row) => row.id}
        minWidth={1000}
        empty={
          which === 'automount'
            ? 'No folder of yours begins with a dot.'
            : 'You have no folders. What is not in a folder goes when its session ends.'
        }
        extra={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => onOpen({ kind: 'create' })}>
            New folder
          </Button>
        }
        actions={(row) => <FolderActions folder={row} onOpen={onOpen} />}
      />
    </>
  );
}

function FolderActions({ folder, onOpen }: Pick<Props, 'onOpen'> & { folder: Folder }): JSX.Element {
  const mine = folder.manages;
  const ready = folder.status === 'ready';
  const guest = !folder.isOwner && folder.type === 'user';
  const entries: [OpenedKind, string, JSX.Element, boolean][] = [
    ['share', 'Share', <ShareAltOutlined key="icon" />, mine && ready && !isAutomount(folder)],
    ['rename', 'Rename', <EditOutlined key="icon" />, mine && ready],
    ['options', 'Permission and cloning', <TeamOutlined key="icon" />, mine && ready],
    ['clone', 'Clone', <CopyOutlined key="icon" />, (folder.cloneable || mine) && ready],
    ['snapshots', 'Snapshots', <CameraOutlined key="icon" />, ready],
    ['leave', 'Leave', <LogoutOutlined key="icon" />, guest],
    ['delete', 'Delete', <DeleteOutlined key="icon" />, mine],
  ];
  const menu: MenuProps = {
    items: entries
      .filter(([, , , offered]) => offered)
      .map(([key, label, icon]) => ({ key, label, icon, danger: key === 'delete' })),
    onClick: ({ key }) => onOpen({ kind: key as OpenedKind, folder }),
  };
  return (
    <Space>
      <Tooltip title="About it">
        <Button
          size="small"
          icon={<InfoCircleOutlined />}
          onClick={() => onOpen({ kind: 'info', folder })}
          aria-label={`About ${folder.name}`}
        />
      </Tooltip>
      <Dropdown autoFocus menu={menu} trigger={['click']}>
        <Button size="small" icon={<MoreOutlined />} aria-label={`More about ${folder.name}`} />
      </Dropdown>
    </Space>
  );
}

const STATUS_COLORS: Record<string, string> = {
  cloning: 'processing',
  'delete-ongoing': 'warning',
  error: 'error',
};

function folderColumns(): Column<Folder>[] {
  return [
    {
      key: 'name',
      title: 'Name',
      text: (row) => row.name,
      cell: (row) =>
        row.status === 'ready' ? (
          <a
            href={addressOf({ kind: 'files', folder: row.id, path: '', snapshot: null })}
            className="ky-folder-name"
          >
            {row.name}
          </a>
        ) : (
          <Typography.Text strong>
            {row.name}{' '}
            <Tooltip title={row.statusInfo}>
              <Tag color={STATUS_COLORS[row.status] ?? 'default'} tabIndex={row.statusInfo ? 0 : undefined}>
                {formatStatus(row.status.replaceAll('-', ' '))}
              </Tag>
            </Tooltip>
          </Typography.Text>
        ),
    },
    { key: 'host', title: 'Location', text: (row) => row.host, choices: true },
    {
      key: 'type',
      title: 'Type',
      text: (row) => (row.type === 'group' ? 'project' : 'user'),
      cell: (row) => (
        <span>
          {row.type === 'group' ? <TeamOutlined /> : <UserOutlined />}{' '}
          {row.type === 'group' ? 'project' : 'user'}
        </span>
      ),
      choices: true,
    },
    {
      key: 'owner',
      title: 'Owner',
      text: (row) => (row.type === 'group' ? row.project : row.owner),
      cell: (row) => (
        <span className="ky-image">
          {row.type === 'group' ? row.project : row.owner}{' '}
          {row.sharedBy && <Tag bordered={false}>shared with me</Tag>}
        </span>
      ),
      choices: true,
    },
    {
      key: 'permission',
      title: 'Permission',
      text: (row) => PERMISSIONS[row.permission],
      cell: (row) => <PermissionTags permission={row.permission} />,
      choices: true,
    },
    { key: 'usage', title: 'Usage mode', text: (row) => row.usageMode, choices: true },
    {
      key: 'size',
      title: 'Size',
      align: 'right',
      text: (row) => (row.usedBytes === null ? '' : formatBytes(row.usedBytes)),
      order: (row) => row.usedBytes,
      cell: (row) =>
        row.usedBytes === null ? (
          <span className="ky-faint ky-nowrap">not counted</span>
        ) : (
          <Tooltip title={row.countedAt ? `Counted ${new Date(row.countedAt).toLocaleString()}` : ''}>
            <span>{formatBytes(row.usedBytes)}</span>
          </Tooltip>
        ),
    },
    {
      key: 'files',
      title: 'Files',
      align: 'right',
      text: (row) => (row.files === null ? '' : String(row.files)),
      order: (row) => row.files,
    },
    {
      key: 'created',
      title: 'Created',
      text: (row) => row.createdAt ?? '',
      order: (row) => (row.createdAt === null ? null : Date.parse(row.createdAt)),
      cell: (row) => (row.createdAt === null ? '–' : new Date(row.createdAt).toLocaleDateString()),
    },
    {
      key: 'cloneable',
      title: 'Cloneable',
      text: (row) => (row.cloneable ? 'yes' : 'no'),
      choices: true,
      optional: true,
    },
    { key: 'creator', title: 'Creator', text: (row) => row.creator, choices: true, optional: true },
    { key: 'id', title: 'ID', text: (row) => row.id, optional: true },
  ];
}
