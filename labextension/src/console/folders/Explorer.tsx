import {
  CameraOutlined,
  DownOutlined,
  DownloadOutlined,
  FolderAddOutlined,
  HomeOutlined,
  UploadOutlined,
} from '@ant-design/icons';
import { Alert, App, Breadcrumb, Button, Card, Dropdown, Flex, Space, Tooltip } from 'antd';
import { type JSX, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';

import { type FileEntry, downloadUrl, fetchFiles, joined } from '../../api/files';
import { type Folder, mayDelete, mayWrite } from '../../api/folders';
import { type Fetcher, inWords } from '../../api/service';
import { restoreFile } from '../../api/snapshots';
import type { UploadState } from '../../api/uploads';
import { PermissionTags } from '../../components/PermissionTags';
import { Problem } from '../../components/Problem';
import { usePolled } from '../../components/usePolled';
import { type FileAction, type FileAsked, FileDialogs } from './FileDialogs';
import { FileTable } from './FileTable';
import type { Opened } from './FolderDialogs';
import { Preview } from './Preview';
import { type Place, addressOf } from './address';
import { type Chosen, chosenFiles, droppedFiles } from './dropped';
import { fetchAddress } from './saving';
import { uploadsOf } from './pageUploads';

interface Props {
  folder: Folder;
  place: Extract<Place, { kind: 'files' }>;
  fetcher: Fetcher;
  onOpen: (opened: Opened) => void;
  onChanged: () => void;
}

/** The files of a folder, or of one of its snapshots, which only can be read. */
export function Explorer({ folder, place, fetcher, onOpen, onChanged }: Props): JSX.Element {
  const { message } = App.useApp();
  const { path, snapshot } = place;
  const ask = useCallback(
    () => fetchFiles(fetcher, folder.id, path, snapshot),
    [fetcher, folder.id, path, snapshot],
  );
  const { value: files, error, refresh } = usePolled<FileEntry[]>(ask, 0);
  const [selected, setSelected] = useState<string[]>([]);
  const [asked, setAsked] = useState<FileAsked | null>(null);
  const [preview, setPreview] = useState<FileEntry | null>(null);
  useEffect(() => setSelected([]), [path, snapshot]);
  const { done, failed } = useFinished(fetcher, folder.id);
  useEffect(refresh, [done, refresh]);
  // What was refused may be so because somebody has changed what one may.
  useEffect(() => {
    if (failed > 0) onChanged();
  }, [failed, onChanged]);

  const writes = mayWrite(folder) && snapshot === null;
  const marked = new Set(selected);
  const chosen = files?.filter(({ name }) => marked.has(name)) ?? [];
  const changed = (): void => {
    setAsked(null);
    setSelected([]);
    refresh();
    onChanged();
  };
  const act = async (doing: () => Promise<unknown>, done = ''): Promise<void> => {
    try {
      await doing();
      if (done) void message.success(done);
    } catch (problem) {
      void message.error(inWords(problem), 8);
    }
  };
  const download = (entries: FileEntry[], archive: 'zip' | 'tar' | null): void =>
    void act(async () => {
      const [one] = entries;
      if (one !== undefined && entries.length === 1) {
        const kind = archive ?? (one.kind === 'directory' ? 'zip' : null);
        const wish = { path: joined(path, one.name), archive: kind, snapshot };
        fetchAddress(await downloadUrl(fetcher, folder.id, wish));
        return;
      }
      // Browsers ask before they save several files: several are one archive.
      const names = entries.map(({ name }) => name);
      const wish = { path, names, archive: archive ?? ('zip' as const), snapshot };
      fetchAddress(await downloadUrl(fetcher, folder.id, wish));
    });
  const downloadAll = (archive: 'zip' | 'tar'): void =>
    void act(async () => fetchAddress(await downloadUrl(fetcher, folder.id, { path, archive, snapshot })));
  const onAction = (what: FileAction, entries: FileEntry[]): void => {
    if (what === 'download') download(entries, null);
    else if (what === 'zip' || what === 'tar') download(entries, what);
    else if (what === 'preview') setPreview(entries[0] ?? null);
    else if (what === 'restore') {
      const paths = entries.map(({ name }) => joined(path, name));
      void act(async () => {
        for (const each of paths) await restoreFile(fetcher, folder.id, snapshot ?? '', each);
      }, 'Copied back. Had something been there, it is kept beside it with .kept- in its name.');
    } else setAsked({ what, entries });
  };

  return (
    <Card className="ky-table-card" loading={files === null && error === null}>
      <DropZone
        enabled={writes}
        onDropped={(found) => setAsked({ what: 'upload', entries: [], chosen: found })}
      >
        <Flex gap={8} wrap align="center" className="ky-toolbar">
          <Trail folder={folder} place={place} />
          <PermissionTags permission={snapshot === null ? folder.permission : 'ro'} />
          <span className="ky-spring" />
          <Space wrap>
            {writes && (
              <UploadButtons onChosen={(found) => setAsked({ what: 'upload', entries: [], chosen: found })} />
            )}
            {writes && (
              <Button icon={<FolderAddOutlined />} onClick={() => setAsked({ what: 'mkdir', entries: [] })}>
                New directory
              </Button>
            )}
            <Dropdown
              autoFocus
              trigger={['click']}
              menu={{
                items: [
                  { key: 'zip', label: 'As zip' },
                  { key: 'tar', label: 'As tar' },
                ],
                onClick: ({ key }) => downloadAll(key === 'tar' ? 'tar' : 'zip'),
              }}
            >
              <Button icon={<DownloadOutlined />}>
                Download all <DownOutlined />
              </Button>
            </Dropdown>
            <Tooltip title="Snapshots">
              <Button
                icon={<CameraOutlined />}
                aria-label="Snapshots"
                onClick={() => onOpen({ kind: 'snapshots', folder })}
              />
            </Tooltip>
            <Button href={addressOf({ kind: 'tab', tab: 'folders' })}>Close</Button>
          </Space>
        </Flex>
        {snapshot !== null && (
          <Alert
            className="ky-alert"
            type="info"
            showIcon
            message={`This is the snapshot ${snapshot}: it can be read, and copied back from, but not changed.`}
            action={
              <Button size="small" href={addressOf({ ...place, snapshot: null })}>
                Show it as it is now
              </Button>
            }
          />
        )}
        <Problem error={error} onRetry={refresh} />
        <FileTable
          place={place}
          files={files ?? []}
          writes={writes}
          restores={snapshot !== null && mayDelete(folder)}
          selected={selected}
          chosen={chosen}
          onSelect={setSelected}
          onAction={onAction}
        />
      </DropZone>
      {asked && (
        <FileDialogs
          asked={asked}
          folder={folder}
          path={path}
          names={files?.map(({ name }) => name) ?? []}
          fetcher={fetcher}
          onDone={changed}
          onClose={() => setAsked(null)}
        />
      )}
      {preview && (
        <Preview
          key={preview.name}
          folder={folder}
          entry={preview}
          path={joined(path, preview.name)}
          snapshot={snapshot}
          fetcher={fetcher}
          onDownload={() => download([preview], null)}
          onClose={() => setPreview(null)}
        />
      )}
    </Card>
  );
}

/** How many uploads to this folder have come to their end: with each the list has changed. */
function useFinished(fetcher: Fetcher, folderId: string): { done: number; failed: number } {
  const uploads = uploadsOf(fetcher);
  const items = useSyncExternalStore(uploads.subscribe, uploads.current);
  const count = (state: UploadState): number =>
    items.filter((item) => item.folderId === folderId && item.state === state).length;
  return { done: count('done'), failed: count('failed') };
}

/** Where one is: each part is a link. */
function Trail({ folder, place }: Pick<Props, 'folder' | 'place'>): JSX.Element {
  const parts = place.path === '' ? [] : place.path.split('/');
  const to = (path: string): string => addressOf({ ...place, path });
  return (
    <Breadcrumb
      aria-label="Where this is"
      items={[
        {
          key: 'all',
          title: (
            <a href={addressOf({ kind: 'tab', tab: 'folders' })} aria-label="All folders">
              <HomeOutlined />
            </a>
          ),
        },
        {
          key: 'root',
          title: <a href={to('')}>{folder.name + (place.snapshot === null ? '' : ` @ ${place.snapshot}`)}</a>,
        },
        ...parts.map((part, index) => ({
          key: index,
          title: <a href={to(parts.slice(0, index + 1).join('/'))}>{part}</a>,
        })),
      ]}
    />
  );
}

function UploadButtons({ onChosen }: { onChosen: (chosen: Chosen[]) => void }): JSX.Element {
  const files = useRef<HTMLInputElement>(null);
  const directory = useRef<HTMLInputElement>(null);
  const changed = (event: React.ChangeEvent<HTMLInputElement>): void => {
    const found = chosenFiles(event.target.files);
    // The same files may be chosen again.
    event.target.value = '';
    if (found.length > 0) onChosen(found);
  };
  return (
    <>
      <input ref={files} type="file" multiple hidden onChange={changed} data-testid="files" />
      <input
        ref={directory}
        type="file"
        hidden
        onChange={changed}
        data-testid="directory"
        {...{ webkitdirectory: '' }}
      />
      <Dropdown.Button
        autoFocus
        type="primary"
        trigger={['click']}
        onClick={() => files.current?.click()}
        icon={<DownOutlined />}
        menu={{
          items: [{ key: 'directory', label: 'Upload a directory' }],
          onClick: () => directory.current?.click(),
        }}
      >
        <UploadOutlined /> Upload files
      </Dropdown.Button>
    </>
  );
}

interface DropProps {
  enabled: boolean;
  onDropped: (chosen: Chosen[]) => void;
  children: React.ReactNode;
}

function DropZone({ enabled, onDropped, children }: DropProps): JSX.Element {
  const [over, setOver] = useState(false);
  if (!enabled) return <div>{children}</div>;
  return (
    <div
      className={over ? 'ky-drop ky-drop-over' : 'ky-drop'}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void droppedFiles(event.dataTransfer).then((found) => found.length > 0 && onDropped(found));
      }}
    >
      {children}
    </div>
  );
}
