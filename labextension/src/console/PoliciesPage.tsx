import { Card, Tabs, Typography } from 'antd';
import { type JSX, useCallback } from 'react';

import { type Policies, fetchPolicies, fetchSlots } from '../api/policies';
import type { Fetcher } from '../api/service';
import { Problem } from '../components/Problem';
import { usePolled } from '../components/usePolled';
import { BudgetTable } from './BudgetTable';
import { PolicyTable } from './PolicyTable';
import { PresetTable } from './PresetTable';

interface Known {
  policies: Policies;
  slots: string[];
}

const NONE: Policies = { keypair: [], user: [], project: [], presets: [], domains: [], projects: [] };

/** Policies of keypairs, users and projects, presets, and budgets. For superadmins. */
export function PoliciesPage({ fetcher }: { fetcher: Fetcher }): JSX.Element {
  const ask = useCallback(async (): Promise<Known> => {
    const [policies, slots] = await Promise.all([fetchPolicies(fetcher), fetchSlots(fetcher)]);
    return { policies, slots };
  }, [fetcher]);
  const { value, error, refresh } = usePolled<Known>(ask, 60_000);
  const policies = value?.policies ?? NONE;
  const shared = { fetcher, slots: value?.slots ?? [], onChanged: refresh };
  const tabs: [string, string, JSX.Element][] = [
    ['keypair', 'Keypairs', <PolicyTable kind="keypair" policies={policies.keypair} {...shared} />],
    ['user', 'Users', <PolicyTable kind="user" policies={policies.user} {...shared} />],
    ['project', 'Projects', <PolicyTable kind="project" policies={policies.project} {...shared} />],
    ['presets', 'Presets', <PresetTable presets={policies.presets} {...shared} />],
    ['budgets', 'Budgets', <BudgetTable policies={policies} fetcher={fetcher} />],
  ];
  return (
    <>
      <Typography.Title level={1}>Policies</Typography.Title>
      <Problem error={error} onRetry={refresh} />
      <Card className="ky-table-card" loading={value === null && error === null}>
        <Tabs items={tabs.map(([key, label, children]) => ({ key, label, children }))} />
      </Card>
    </>
  );
}
