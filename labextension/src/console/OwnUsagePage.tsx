import { Alert, Card, Typography } from 'antd';
import { type JSX, useCallback, useState } from 'react';

import type { Limits } from '../api/overview';
import type { Fetcher } from '../api/service';
import { type OwnUsage, type Step, fetchOwnUsage } from '../api/usage';
import { slotOrder } from '../api/units';
import { Budgets } from '../components/Budgets';
import { Problem } from '../components/Problem';
import { SlotBar } from '../components/SlotBar';
import { usePolled } from '../components/usePolled';
import { RANGES, type Range, RangeChoice, UsageView, spanOf } from './UsageView';

interface Props {
  fetcher: Fetcher;
  limits: Limits;
}

/** What I may use, what I have used, and how far my budgets are gone. */
export function OwnUsagePage({ fetcher, limits }: Props): JSX.Element {
  const [range, setRange] = useState<Range>(RANGES[1] as Range);
  const [step, setStep] = useState<Step>(range.step);
  const ask = useCallback(() => fetchOwnUsage(fetcher, { step, ...spanOf(range) }), [fetcher, step, range]);
  const { value, error, refresh } = usePolled<OwnUsage>(ask, 60_000);
  return (
    <>
      <Typography.Title level={1}>My usage</Typography.Title>
      <Problem error={error} onRetry={refresh} />
      <div className="ky-quota">
        <Card size="small" title="What I may use at once">
          <Quota limits={limits} />
        </Card>
        <Card size="small" title="Budgets" loading={value === null && error === null}>
          {value?.budgets.length ? (
            <Budgets budgets={value.budgets} />
          ) : (
            <Typography.Text type="secondary">No budget limits you over time.</Typography.Text>
          )}
        </Card>
      </div>
      <UsageView
        usage={value}
        title="User"
        loading={error === null}
        toolbar={
          <RangeChoice
            range={range}
            step={step}
            onStep={setStep}
            onRange={(chosen) => {
              setRange(chosen);
              setStep(chosen.step);
            }}
          />
        }
      />
    </>
  );
}

/** The policy's limits and what counts against them now. */
export function Quota({ limits }: { limits: Limits }): JSX.Element {
  const slots = Object.keys(limits.slots)
    .filter((slot) => limits.slots[slot] !== 'Infinity')
    .sort(slotOrder);
  if (slots.length === 0 && !limits.sessions) {
    return <Alert type="info" message="Your policy sets no limit." />;
  }
  return (
    <>
      {limits.sessions !== null && limits.sessions > 0 && (
        <Typography.Paragraph>
          {limits.usingSessions} of {limits.sessions} sessions
        </Typography.Paragraph>
      )}
      {slots.map((slot) => {
        const capacity = limits.slots[slot] ?? '0';
        const occupied = limits.using[slot] ?? '0';
        return (
          <SlotBar
            key={slot}
            amounts={{
              slot,
              capacity,
              occupied,
              free: String(Math.max(0, Number(capacity) - Number(occupied))),
            }}
          />
        );
      })}
    </>
  );
}
