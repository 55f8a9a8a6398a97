import { Card, Tabs, Typography } from 'antd';
import { type JSX, useCallback, useMemo } from 'react';

import type { Fetcher } from '../api/service';
import { type Volume, fetchVolumes } from '../api/storage';
import { Problem } from '../components/Problem';
import { usePolled } from '../components/usePolled';
import { BigFolders } from './storage/BigFolders';
import { CheckTab } from './storage/CheckTab';
import { PermissionTable } from './storage/PermissionTable';
import { QuotaTable } from './storage/QuotaTable';
import { VolumeTable } from './storage/VolumeTable';

/** Volumes, quotas, big folders, and whether disk and database agree. For superadmins. */
export function StoragePage({ fetcher }: { fetcher: Fetcher }): JSX.Element {
  const ask = useCallback(() => fetchVolumes(fetcher), [fetcher]);
  const { value, error, refresh } = usePolled<Volume[]>(ask, 15_000);
  const volumes = value ?? [];
  const hosts = useMemo(() => (value ?? []).map(({ id }) => id), [value]);
  const tabs: [string, string, JSX.Element][] = [
    ['volumes', 'Volumes', <VolumeTable volumes={volumes} />],
    ['users', 'Quotas of users', <QuotaTable kind="user" hosts={hosts} fetcher={fetcher} />],
    ['projects', 'Quotas of projects', <QuotaTable kind="project" hosts={hosts} fetcher={fetcher} />],
    ['permissions', 'Permissions', <PermissionTable hosts={hosts} fetcher={fetcher} />],
    ['report', 'Big folders', <BigFolders fetcher={fetcher} />],
    ['check', 'Consistency', <CheckTab fetcher={fetcher} />],
  ];
  return (
    <>
      <Typography.Title level={1}>Storage</Typography.Title>
      <Problem error={error} onRetry={refresh} />
      <Card className="ky-table-card" loading={value === null && error === null}>
        <Tabs destroyOnHidden items={tabs.map(([key, label, children]) => ({ key, label, children }))} />
      </Card>
    </>
  );
}
