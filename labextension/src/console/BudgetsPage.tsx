import { Card, Typography } from 'antd';
import { type JSX, useCallback } from 'react';

import { type Policies, fetchProjects } from '../api/policies';
import type { Fetcher } from '../api/service';
import { Problem } from '../components/Problem';
import { usePolled } from '../components/usePolled';
import { BudgetTable } from './BudgetTable';

/** Budgets of a domain: its admin sees all of them, and sets those of its projects and users. */
export function BudgetsPage({ fetcher }: { fetcher: Fetcher }): JSX.Element {
  const ask = useCallback(() => fetchProjects(fetcher), [fetcher]);
  const { value, error, refresh } = usePolled<Policies['projects']>(ask, 60_000);
  const policies = { keypair: [], domains: [], projects: value ?? [] };
  return (
    <>
      <Typography.Title level={1}>Budgets</Typography.Title>
      <Problem error={error} onRetry={refresh} />
      <Card className="ky-table-card">
        <BudgetTable policies={policies} fetcher={fetcher} scopes={['user', 'project']} />
      </Card>
    </>
  );
}
