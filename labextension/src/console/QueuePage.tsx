import { Alert, Button, Card, Col, Drawer, Flex, Row, Select, Space, Tag, Tooltip, Typography } from 'antd';
import { type JSX, useCallback, useMemo, useState } from 'react';

import { inShort, trust } from '../api/estimates';
import { type Queue, type QueueGroup, type QueueItem, fetchQueue } from '../api/queue';
import type { Fetcher } from '../api/service';
import { formatAge, formatSlots, formatStatus, trim } from '../api/units';
import { CancelButton } from '../components/EndButton';
import { DataTable } from '../components/DataTable';
import { Problem } from '../components/Problem';
import { Slots } from '../components/Slots';
import { WhyWaiting } from '../components/WhyWaiting';
import type { Column } from '../components/columns';
import { usePolled } from '../components/usePolled';
import { PriorityButton } from './PriorityButton';

interface Props {
  fetcher: Fetcher;
  onLogin: () => void;
}

/** The queues of all resource groups in one view, for admins. */
export function QueuePage({ fetcher, onLogin }: Props): JSX.Element {
  const [group, setGroup] = useState<string | null>(null);
  const ask = useCallback(() => fetchQueue(fetcher, group), [fetcher, group]);
  const { value, error, refresh } = usePolled<Queue>(ask, 4000);
  const [why, setWhy] = useState<QueueItem | null>(null);
  const columns = useMemo(() => queueColumns(setWhy), []);
  const groups = value?.groups ?? [];
  const total = value?.total ?? 0;
  const more = total - (value?.items.length ?? 0);
  const hidden = groups.reduce((sum, { waiting }) => sum + waiting, 0) - total;
  return (
    <>
      <Typography.Title level={1}>Queue</Typography.Title>
      <Problem error={error} onRetry={refresh} />
      <Row gutter={[16, 16]}>
        {groups.map((group) => (
          <Col key={group.name} xs={24} md={12} xl={8}>
            <GroupFigures group={group} />
          </Col>
        ))}
      </Row>
      <Card className="ky-table-card" loading={value === null && error === null}>
        {hidden > 0 && (
          <Alert
            className="ky-alert"
            type="info"
            showIcon
            message={`${hidden === 1 ? 'One more session waits' : `${hidden} more sessions wait`} that you may not see.`}
          />
        )}
        {more > 0 && (
          <Alert
            className="ky-alert"
            type="info"
            showIcon
            message={`The first ${value?.items.length ?? 0} of ${total} are shown: choose a resource group to see its own.`}
          />
        )}
        <DataTable
          name="queue"
          label="Queue"
          rows={value?.items ?? []}
          columns={columns}
          rowKey={(row) => row.sessionId}
          empty="Nobody waits."
          minWidth={1100}
          extra={
            (groups.length > 1 || group !== null) && (
              <Select
                allowClear
                placeholder="All resource groups"
                aria-label="Resource group"
                value={group}
                onChange={(name: string | undefined) => setGroup(name ?? null)}
                options={groups.map(({ name }) => ({ value: name, label: name }))}
                className="ky-select"
              />
            )
          }
          actions={(row) => (
            <Space>
              <PriorityButton item={row} fetcher={fetcher} onChanged={refresh} />
              <CancelButton
                id={row.sessionId}
                name={row.name}
                owner={row.ownerAccessKey}
                fetcher={fetcher}
                onLogin={onLogin}
              />
            </Space>
          )}
        />
      </Card>
      <Drawer
        open={why !== null}
        onClose={() => setWhy(null)}
        title={why ? `Why ${why.name} waits` : ''}
        width="min(640px, 100vw)"
        destroyOnHidden
      >
        {why && (
          <WhyWaiting key={why.sessionId} session={{ id: why.sessionId, name: why.name }} fetcher={fetcher} />
        )}
      </Drawer>
    </>
  );
}

/** How full a group is, how it decides, and how true its estimates have been. */
function GroupFigures({ group }: { group: QueueGroup }): JSX.Element {
  const percent = (value: number | null): string => (value === null ? '–' : `${trim(value, 1)} %`);
  const figures: [string, string, string][] = [
    ['Waiting', String(group.waiting), ''],
    ['Running', String(group.running), ''],
    ['Allocated', percent(group.allocatedPercent), 'Share of the accelerators that sessions hold.'],
    [
      'Fragmented',
      percent(group.fragmentedPercent),
      'Share of what is free that lies in pieces too small for what is usually asked for.',
    ],
  ];
  return (
    <Card
      size="small"
      title={group.name}
      extra={
        <Typography.Text type="secondary">
          {[group.scheduler, group.selector].filter(Boolean).join(' · ')}
        </Typography.Text>
      }
      className="ky-group"
    >
      <Flex gap="8px 24px" wrap>
        {figures.map(([title, figure, help]) => (
          <Tooltip key={title} title={help}>
            <div>
              <div className="ky-faint">{title}</div>
              <Typography.Text strong className="ky-number">
                {figure}
              </Typography.Text>
            </div>
          </Tooltip>
        ))}
      </Flex>
      <Typography.Paragraph type="secondary" className="ky-calibration">
        {calibrationText(group)}
      </Typography.Paragraph>
    </Card>
  );
}

/** The published figure: how often starts fell inside the interval that was told. */
export function calibrationText({ calibration }: QueueGroup): string {
  if (calibration === null || calibration.count === 0) return 'No estimate has been put to the test yet.';
  const share = trim(calibration.inside * 100, 0);
  return `${share} % of ${calibration.count} starts fell inside the interval that was told before.`;
}

function queueColumns(onWhy: (row: QueueItem) => void): Column<QueueItem>[] {
  return [
    {
      key: 'place',
      title: 'Place',
      align: 'right',
      text: (row) => (row.place === null ? '' : String(row.place)),
      order: (row) => row.place,
    },
    {
      key: 'name',
      title: 'Name',
      text: (row) => row.name,
      cell: (row) => (
        <Button type="link" className="ky-name" onClick={() => onWhy(row)}>
          {row.name}
        </Button>
      ),
    },
    { key: 'group', title: 'Resource group', text: (row) => row.resourceGroup, choices: true },
    { key: 'owner', title: 'Owner', text: (row) => row.owner, choices: true },
    { key: 'project', title: 'Project', text: (row) => row.project, choices: true, optional: true },
    { key: 'type', title: 'Type', text: (row) => formatStatus(row.type), choices: true, optional: true },
    {
      key: 'requested',
      title: 'Asks for',
      text: (row) => formatSlots(row.requested),
      cell: (row) => <Slots slots={row.requested} />,
    },
    {
      key: 'priority',
      title: 'Priority',
      align: 'right',
      text: (row) => String(row.priority),
      order: (row) => row.priority,
      cell: (row) => (
        <>
          {row.priority}
          {row.preemptible && <Tag bordered={false}>preemptible</Tag>}
        </>
      ),
    },
    {
      key: 'preemptible',
      title: 'Preemptible',
      text: (row) => (row.preemptible ? 'yes' : 'no'),
      choices: true,
      optional: true,
    },
    {
      key: 'waited',
      title: 'Has waited',
      align: 'right',
      text: (row) => formatAge(row.waitedSeconds * 1000),
      order: (row) => row.waitedSeconds,
    },
    {
      key: 'reason',
      title: 'Reason',
      text: (row) => row.reason,
      cell: (row) => (
        <span className="ky-reason-cell">
          {row.reason}{' '}
          <Button
            type="link"
            size="small"
            className="ky-why-link"
            onClick={() => onWhy(row)}
            aria-label={`Why ${row.name} waits`}
          >
            Why?
          </Button>
        </span>
      ),
    },
    {
      key: 'estimate',
      title: 'Starts',
      text: (row) => row.estimate?.text ?? '',
      order: (row) => row.estimate?.seconds ?? null,
      cell: (row) =>
        row.estimate ? (
          <Tooltip title={trust(row.estimate)}>
            <span>{inShort({ when: 'wait', text: '', estimate: row.estimate })}</span>
          </Tooltip>
        ) : (
          <span className="ky-faint">cannot be said</span>
        ),
    },
    { key: 'code', title: 'Code', text: (row) => row.code, choices: true, optional: true },
    { key: 'id', title: 'ID', text: (row) => row.sessionId, optional: true },
  ];
}
