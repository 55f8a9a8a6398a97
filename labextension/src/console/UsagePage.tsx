import { DownloadOutlined } from '@ant-design/icons';
import { Button, Flex, Select, Typography } from 'antd';
import { type JSX, useCallback, useState } from 'react';

import type { Fetcher } from '../api/service';
import { type By, type Step, type Usage, fetchUsage, usageCsv } from '../api/usage';
import { Problem } from '../components/Problem';
import { usePolled } from '../components/usePolled';
import { RANGES, type Range, RangeChoice, UsageView, spanOf } from './UsageView';
import { SERVICE } from './fetcher';

const KINDS: Record<By, [plural: string, one: string]> = {
  user: ['by user', 'User'],
  project: ['by project', 'Project'],
  domain: ['by domain', 'Domain'],
  resource_group: ['by resource group', 'Resource group'],
};

/** What everybody has used over time, for admins. */
export function UsagePage({ fetcher }: { fetcher: Fetcher }): JSX.Element {
  const [by, setBy] = useState<By>('user');
  const [range, setRange] = useState<Range>(RANGES[1] as Range);
  const [step, setStep] = useState<Step>(range.step);
  const question = useCallback(() => ({ by, step, slot: null, ...spanOf(range) }), [by, step, range]);
  const ask = useCallback(() => fetchUsage(fetcher, question()), [fetcher, question]);
  const { value, error, refresh } = usePolled<Usage>(ask, 60_000);
  return (
    <>
      <Typography.Title level={1}>Usage</Typography.Title>
      <Problem error={error} onRetry={refresh} />
      <Flex gap={8} wrap align="center" className="ky-toolbar">
        <Select
          aria-label="Of whom"
          value={by}
          onChange={setBy}
          options={(Object.keys(KINDS) as By[]).map((key) => ({ value: key, label: KINDS[key][0] }))}
          className="ky-select"
        />
        <RangeChoice
          range={range}
          step={step}
          onStep={setStep}
          onRange={(chosen) => {
            setRange(chosen);
            setStep(chosen.step);
          }}
        />
        <span className="ky-spring" />
        <Button icon={<DownloadOutlined />} href={SERVICE + usageCsv(question())} download>
          All as CSV
        </Button>
      </Flex>
      <UsageView usage={value} title={KINDS[by][1]} loading={error === null} />
    </>
  );
}
