import { Alert, Card, Typography } from 'antd';
import type { JSX } from 'react';

import type { Overview } from '../api/overview';
import { slotName } from '../api/units';
import { ResourceGroups } from '../components/ResourceGroups';
import { ResourceTable } from '../components/ResourceTable';

/** What the cluster has free for this user, per resource group. */
export function ResourcesPage({ overview }: { overview: Overview }): JSX.Element {
  const groups = overview.resourceGroups;
  const fractions = groups.some((group) => group.slots.some(({ slot }) => slot === 'cuda.shares'));
  return (
    <>
      <Typography.Title level={1}>Free resources</Typography.Title>
      <ResourceGroups groups={groups} />
      {fractions && (
        <Alert
          className="ky-fgpu"
          type="info"
          showIcon
          message="What is an fGPU?"
          description={slotName('cuda.shares').explanation}
        />
      )}
      {groups.length > 0 && (
        <Card className="ky-table-card">
          <ResourceTable groups={groups} />
        </Card>
      )}
    </>
  );
}
