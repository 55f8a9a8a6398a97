import { Alert, Badge, Button, Card, Skeleton, Tabs, Typography } from 'antd';
import { type JSX, useCallback, useEffect, useState } from 'react';

import {
  type Folder,
  type Places,
  type Quota,
  fetchFolders,
  fetchPlaces,
  fetchQuotas,
} from '../../api/folders';
import { type Fetcher, ServiceError } from '../../api/service';
import { UploadMemory } from '../../api/uploadMemory';
import { type Invitation, fetchReceived } from '../../api/sharing';
import { OverQuota, QuotaBars } from '../../components/QuotaBars';
import { Problem } from '../../components/Problem';
import { usePolled } from '../../components/usePolled';
import { Explorer } from './Explorer';
import { FolderTable } from './FolderTable';
import { type Opened, FolderDialogs } from './FolderDialogs';
import { SharedTab } from './SharedTab';
import { TrashTab } from './TrashTab';
import { UploadPanel } from './UploadPanel';
import { useLogin } from '../leaving';
import { type FolderTab, addressOf, placeOf } from './address';
import { uploadsOf } from './pageUploads';

interface Props {
  fetcher: Fetcher;
  hash: string;
  /** Role of who looks. */
  role: string;
  email: string;
  onLogin: () => void;
}

const NO_QUOTAS: Quota[] = [];
const NO_INVITATIONS: Invitation[] = [];

/** Virtual folders: one's own, those of projects, those that others share, and the files in them. */
export function FoldersPage({ fetcher, hash, role, email, onLogin }: Props): JSX.Element {
  const place = placeOf(hash);
  const folders = usePolled<Folder[]>(
    useCallback(() => fetchFolders(fetcher), [fetcher]),
    15_000,
  );
  const quotas = usePolled<Quota[]>(
    useCallback(() => fetchQuotas(fetcher), [fetcher]),
    60_000,
  );
  const places = usePolled<Places>(
    useCallback(() => fetchPlaces(fetcher), [fetcher]),
    0,
  );
  const received = usePolled<Invitation[]>(
    useCallback(() => fetchReceived(fetcher), [fetcher]),
    30_000,
  );
  const [opened, setOpened] = useState<Opened>(null);
  const uploads = uploadsOf(fetcher);
  useEffect(() => uploads.remember(new UploadMemory(sessionStorage, email)), [uploads, email]);
  useLogin(folders.error instanceof ServiceError && folders.error.loginNeeded, onLogin);

  const [a, b, c] = [folders.refresh, quotas.refresh, received.refresh];
  const refresh = useCallback(() => [a, b, c].forEach((again) => again()), [a, b, c]);
  const close = (): void => {
    setOpened(null);
    refresh();
  };

  const known = folders.value;
  const at = place.kind === 'files' ? known?.find(({ id }) => id === place.folder) : undefined;
  const shared = {
    fetcher,
    folders: known ?? [],
    onOpen: setOpened,
    onChanged: refresh,
  };
  const tabs: [FolderTab, JSX.Element | string, JSX.Element][] = [
    ['folders', 'Folders', <FolderTable which="plain" {...shared} />],
    ['automount', 'Automount', <FolderTable which="automount" {...shared} />],
    [
      'shared',
      <Badge key="badge" count={received.value?.length ?? 0} size="small" offset={[8, 0]}>
        Sharing
      </Badge>,
      <SharedTab received={received.value ?? NO_INVITATIONS} {...shared} />,
    ],
    ['trash', 'Trash', <TrashTab fetcher={fetcher} onChanged={refresh} />],
  ];
  return (
    <>
      <Typography.Title level={1}>Folders</Typography.Title>
      <Problem error={folders.error ?? places.error} onRetry={refresh} />
      <OverQuota quotas={quotas.value ?? NO_QUOTAS} />
      {place.kind === 'files' ? (
        known === null ? (
          folders.error === null && <Skeleton active />
        ) : at === undefined ? (
          <Alert
            type="error"
            showIcon
            message="There is no such folder, or it is no longer shared with you."
            action={
              <Button size="small" href={addressOf({ kind: 'tab', tab: 'folders' })}>
                All folders
              </Button>
            }
          />
        ) : (
          <Explorer key={at.id} folder={at} place={place} {...shared} />
        )
      ) : (
        <>
          {quotas.value !== null && quotas.value.length > 0 && (
            <Card size="small" className="ky-alert" title="Storage">
              <QuotaBars quotas={quotas.value} />
            </Card>
          )}
          <Card className="ky-table-card" loading={known === null && folders.error === null}>
            <Tabs
              activeKey={place.tab}
              onChange={(tab) => location.assign(addressOf({ kind: 'tab', tab: tab as FolderTab }))}
              destroyOnHidden
              items={tabs.map(([key, label, children]) => ({ key, label, children }))}
            />
          </Card>
        </>
      )}
      <FolderDialogs
        opened={opened}
        places={places.value}
        quotas={quotas.value ?? NO_QUOTAS}
        fetcher={fetcher}
        admin={role === 'admin' || role === 'superadmin'}
        email={email}
        onOpen={setOpened}
        onClose={close}
      />
      <UploadPanel uploads={uploads} />
    </>
  );
}
