import { Button, Descriptions, Drawer, Flex, Typography } from 'antd';
import { type JSX, useCallback } from 'react';

import { type Folder, type Quota, fetchInfo } from '../../api/folders';
import type { Fetcher } from '../../api/service';
import { fetchShares } from '../../api/sharing';
import { formatBytes } from '../../api/units';
import { CopyLine } from '../../components/CopyLine';
import { PERMISSIONS, PermissionTags } from '../../components/PermissionTags';
import { Problem } from '../../components/Problem';
import { QuotaBar } from '../../components/QuotaBars';
import { useFocusReturn } from '../../components/useFocusReturn';
import { usePolled } from '../../components/usePolled';
import type { Opened } from './FolderDialogs';
import { addressOf } from './address';

interface Props {
  folder: Folder;
  quotas: Quota[];
  fetcher: Fetcher;
  onOpen: (opened: Opened) => void;
  onClose: () => void;
}

/** All about one folder. */
export function InfoDrawer({ folder, quotas, fetcher, onOpen, onClose }: Props): JSX.Element {
  useFocusReturn();
  const mine = folder.manages;
  const info = usePolled(
    useCallback(() => fetchInfo(fetcher, folder.id), [fetcher, folder.id]),
    0,
  );
  const shares = usePolled(
    useCallback(
      () => (mine ? fetchShares(fetcher, folder.id) : Promise.resolve(null)),
      [fetcher, folder.id, mine],
    ),
    10_000,
  );
  const quota = quotas.find(({ host, scope }) => host === folder.host && scope === folder.quotaScope);
  const facts: [string, React.ReactNode][] = [
    ['Location', folder.host],
    ['Type', folder.type === 'group' ? `project ${folder.project}` : 'user'],
    ['Owner', folder.type === 'group' ? folder.project : folder.owner],
    ['You may', <PermissionTags key="tags" permission={folder.permission} />],
    ['Usage mode', folder.usageMode],
    ['Cloneable', folder.cloneable ? 'yes' : 'no'],
    ['Created', folder.createdAt === null ? '–' : new Date(folder.createdAt).toLocaleString()],
    [
      'In it now',
      info.value === null
        ? '…'
        : `${formatBytes(info.value.usedBytes)} in ${info.value.files} file${info.value.files === 1 ? '' : 's'}`,
    ],
    [
      'ID',
      <Typography.Text key="id" code copyable>
        {folder.id}
      </Typography.Text>,
    ],
  ];
  return (
    <Drawer
      open
      onClose={onClose}
      title={folder.name}
      width="min(640px, 100vw)"
      aria-label={`All about ${folder.name}`}
    >
      <Flex gap={8} wrap className="ky-toolbar">
        <Button
          size="small"
          href={addressOf({ kind: 'files', folder: folder.id, path: '', snapshot: null })}
          onClick={onClose}
        >
          Files
        </Button>
        {mine && (
          <Button size="small" onClick={() => onOpen({ kind: 'share', folder })}>
            Share
          </Button>
        )}
        <Button size="small" onClick={() => onOpen({ kind: 'snapshots', folder })}>
          Snapshots
        </Button>
      </Flex>
      <Problem error={info.error} onRetry={info.refresh} />
      <Descriptions
        size="small"
        column={1}
        bordered
        items={facts.map(([label, children]) => ({ key: label, label, children }))}
      />
      {quota && (
        <section className="ky-part">
          <Typography.Title level={5}>Counts on</Typography.Title>
          <QuotaBar quota={quota} />
        </section>
      )}
      {mine && (
        <section className="ky-part" aria-label="Sessions that mount it">
          <Typography.Title level={5}>Sessions that mount it</Typography.Title>
          <Problem error={shares.error} onRetry={shares.refresh} />
          {shares.value === null ? null : shares.value.mounted.length === 0 ? (
            <Typography.Text type="secondary">None.</Typography.Text>
          ) : (
            <ul className="ky-plain">
              {shares.value.mounted.map((row) => (
                <li key={row.sessionId}>
                  <Typography.Text strong>{row.session}</Typography.Text> of {row.owner},{' '}
                  {PERMISSIONS[row.permission]}
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
      <section className="ky-part">
        <Typography.Title level={5}>In a session</Typography.Title>
        <CopyLine title="Where a session finds it" text={`~/${folder.name}`} />
      </section>
    </Drawer>
  );
}
