import {
  DeleteOutlined,
  DownloadOutlined,
  DragOutlined,
  EditOutlined,
  FileImageOutlined,
  FileOutlined,
  FolderFilled,
  LinkOutlined,
  MoreOutlined,
  RollbackOutlined,
} from '@ant-design/icons';
import { Button, Dropdown, Space } from 'antd';
import type { MenuProps } from 'antd';
import type { JSX } from 'react';

import { type FileEntry, joined, previewKind } from '../../api/files';
import { formatBytes } from '../../api/units';
import { DataTable } from '../../components/DataTable';
import type { Column } from '../../components/columns';
import type { FileAction } from './FileDialogs';
import { type Place, addressOf } from './address';

interface Props {
  place: Extract<Place, { kind: 'files' }>;
  files: FileEntry[];
  writes: boolean;
  restores: boolean;
  selected: string[];
  chosen: FileEntry[];
  onSelect: (names: string[]) => void;
  onAction: (what: FileAction, entries: FileEntry[]) => void;
}

const ICONS = {
  directory: <FolderFilled className="ky-directory" aria-label="Directory" />,
  link: <LinkOutlined aria-label="Link" />,
  other: <FileOutlined aria-label="Other" />,
  file: <FileOutlined aria-label="File" />,
};

/** One directory: ten thousand files are a hundred pages. */
export function FileTable(props: Props): JSX.Element {
  const { place, files, chosen, onAction } = props;
  const columns = fileColumns(place, onAction);
  return (
    <DataTable
      name="files"
      label="Files"
      rows={files}
      columns={columns}
      rowKey={(row) => row.name}
      pageSize={100}
      minWidth={720}
      empty="Nothing is in here."
      selected={props.selected}
      onSelect={props.onSelect}
      extra={chosen.length > 0 && <Chosen {...props} />}
      actions={(row) => <FileActions {...props} entry={row} />}
    />
  );
}

/** What can be done with all that are chosen. */
function Chosen({ chosen, writes, restores, onAction }: Props): JSX.Element {
  const many = `${chosen.length} chosen`;
  return (
    <Space wrap>
      <span>{many}</span>
      <Button icon={<DownloadOutlined />} onClick={() => onAction('download', chosen)}>
        Download
      </Button>
      {writes && (
        <Button icon={<DragOutlined />} onClick={() => onAction('move', chosen)}>
          Move
        </Button>
      )}
      {restores && (
        <Button icon={<RollbackOutlined />} onClick={() => onAction('restore', chosen)}>
          Copy back
        </Button>
      )}
      {writes && (
        <Button danger icon={<DeleteOutlined />} onClick={() => onAction('delete', chosen)}>
          Delete chosen
        </Button>
      )}
    </Space>
  );
}

function FileActions({ entry, writes, restores, onAction }: Props & { entry: FileEntry }): JSX.Element {
  const looks = entry.kind === 'file' && previewKind(entry.name) !== null;
  const entries: [FileAction, string, JSX.Element, boolean][] = [
    ['preview', 'Preview', <FileImageOutlined key="icon" />, looks],
    ['zip', 'Download as zip', <DownloadOutlined key="icon" />, entry.kind === 'directory'],
    ['tar', 'Download as tar', <DownloadOutlined key="icon" />, entry.kind === 'directory'],
    ['rename', 'Rename', <EditOutlined key="icon" />, writes],
    ['move', 'Move', <DragOutlined key="icon" />, writes],
    ['restore', 'Copy back', <RollbackOutlined key="icon" />, restores],
    ['delete', 'Delete', <DeleteOutlined key="icon" />, writes],
  ];
  const menu: MenuProps = {
    items: entries
      .filter(([, , , offered]) => offered)
      .map(([key, label, icon]) => ({ key, label, icon, danger: key === 'delete' })),
    onClick: ({ key }) => onAction(key as FileAction, [entry]),
  };
  return (
    <Space>
      {entry.kind === 'file' && (
        <Button
          size="small"
          icon={<DownloadOutlined />}
          aria-label={`Download ${entry.name}`}
          onClick={() => onAction('download', [entry])}
        />
      )}
      {(menu.items?.length ?? 0) > 0 && (
        <Dropdown autoFocus menu={menu} trigger={['click']}>
          <Button size="small" icon={<MoreOutlined />} aria-label={`More about ${entry.name}`} />
        </Dropdown>
      )}
    </Space>
  );
}

function fileColumns(place: Props['place'], onAction: Props['onAction']): Column<FileEntry>[] {
  const time = (told: string | null): string => (told === null ? '–' : new Date(told).toLocaleString());
  return [
    {
      key: 'name',
      title: 'Name',
      text: (row) => row.name,
      cell: (row) => (
        <span className="ky-file">
          {ICONS[row.kind]}{' '}
          {row.kind === 'directory' ? (
            <a href={addressOf({ ...place, path: joined(place.path, row.name) })}>{row.name}</a>
          ) : row.kind === 'file' && previewKind(row.name) !== null ? (
            <Button type="link" className="ky-name" onClick={() => onAction('preview', [row])}>
              {row.name}
            </Button>
          ) : (
            row.name
          )}
        </span>
      ),
    },
    {
      key: 'size',
      title: 'Size',
      align: 'right',
      text: (row) => (row.kind === 'directory' ? '' : formatBytes(row.size)),
      order: (row) => (row.kind === 'directory' ? null : row.size),
    },
    {
      key: 'modified',
      title: 'Changed',
      text: (row) => row.modified ?? '',
      order: (row) => (row.modified === null ? null : Date.parse(row.modified)),
      cell: (row) => time(row.modified),
    },
    {
      key: 'created',
      title: 'Created',
      text: (row) => row.created ?? '',
      order: (row) => (row.created === null ? null : Date.parse(row.created)),
      cell: (row) => time(row.created),
    },
    { key: 'kind', title: 'Kind', text: (row) => row.kind, choices: true, optional: true },
    { key: 'mode', title: 'Mode', text: (row) => row.mode, optional: true },
  ];
}
