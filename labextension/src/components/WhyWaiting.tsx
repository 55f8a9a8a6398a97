import { CheckOutlined, ClockCircleOutlined, CloseOutlined } from '@ant-design/icons';
import { Alert, Button, Flex, Skeleton, Tag, Tooltip, Typography } from 'antd';
import { type JSX, useCallback } from 'react';

import { type Change, trust } from '../api/estimates';
import type { Fetcher } from '../api/service';
import { formatAge, formatPlace, formatSlots } from '../api/units';
import { type Check, type Explanation, type Holder, fetchExplanation } from '../api/waiting';
import { Problem } from './Problem';
import { Slots } from './Slots';
import { useNow } from './useLive';
import { usePolled } from './usePolled';

/** Milliseconds between two looks. */
const INTERVAL = 4000;

interface Props {
  session: { id: string; name: string };
  fetcher: Fetcher;
  /** Take the change into a new session; absent where nothing can be started. */
  onChange?: (change: Change) => void;
}

/** Why a session waits, who holds what it needs, when it is to start, and what would let it start now. Live. */
export function WhyWaiting({ session, fetcher, onChange }: Props): JSX.Element {
  const ask = useCallback(() => fetchExplanation(fetcher, session.id), [fetcher, session.id]);
  const { value, error, refresh } = usePolled(ask, INTERVAL);
  if (value === null) {
    return error ? <Problem error={error} onRetry={refresh} /> : <Skeleton active paragraph={{ rows: 4 }} />;
  }
  return (
    <>
      <Problem error={error} />
      <Explained explanation={value} {...(onChange ? { onChange } : {})} />
    </>
  );
}

interface ExplainedProps {
  explanation: Explanation;
  onChange?: (change: Change) => void;
}

export function Explained({ explanation, onChange }: ExplainedProps): JSX.Element {
  const now = useNow();
  const { place, length, reason, estimate, missing, holders, checks, change, reservedNodes } = explanation;
  const lacking = formatSlots(missing);
  return (
    <Flex vertical gap={14} className="ky-why">
      <Flex gap={6} wrap align="center" role="status">
        {place !== null && (
          <Tag color="gold" icon={<ClockCircleOutlined />}>
            {formatPlace(place, length)}
          </Tag>
        )}
        {reservedNodes > 0 && (
          <Tooltip title="What would delay it does not start there.">
            <Tag>{reservedNodes === 1 ? 'a node is' : `${reservedNodes} nodes are`} kept for it</Tag>
          </Tooltip>
        )}
        {estimate && <Typography.Text strong>Starts {estimate.text}.</Typography.Text>}
        {estimate && <Typography.Text type="secondary">{trust(estimate)}</Typography.Text>}
      </Flex>
      {reason && <Typography.Text>{reason}</Typography.Text>}
      {lacking && (
        <Flex gap={6} wrap align="center">
          <Typography.Text type="secondary">Missing:</Typography.Text> <Slots slots={missing} />
        </Flex>
      )}
      {change && <SmallestChange change={change} {...(onChange ? { onChange } : {})} />}
      {holders.length > 0 && <Holders holders={holders} now={now} />}
      {checks.length > 0 && <Checks checks={checks} />}
    </Flex>
  );
}

interface ChangeProps {
  change: Change;
  label?: string;
  onChange?: (change: Change) => void;
}

/** What would let it start now, and a button that takes it over where there is something to take. */
export function SmallestChange({
  change,
  label = 'Start one like that',
  onChange,
}: ChangeProps): JSX.Element {
  const applicable =
    onChange && Object.entries(change).some(([name, told]) => name !== 'text' && told !== null);
  return (
    <Alert
      type="info"
      showIcon
      message={change.text}
      action={
        applicable && (
          <Button size="small" onClick={() => onChange(change)}>
            {label}
          </Button>
        )
      }
    />
  );
}

function Holders({ holders, now }: { holders: Holder[]; now: number }): JSX.Element {
  return (
    <section aria-label="Who holds it back">
      <Typography.Text strong>Who holds it back</Typography.Text>
      <ul className="ky-plain">
        {holders.map((holder, index) => (
          <li key={holder.sessionId ?? index}>
            <Typography.Text>
              {holder.who === 'you' ? 'You' : holder.who.charAt(0).toUpperCase() + holder.who.slice(1)}
              {holder.name && (
                <>
                  {' with '}
                  <Typography.Text strong>{holder.name}</Typography.Text>
                </>
              )}
              {formatSlots(holder.slots) && `: ${formatSlots(holder.slots)}`}
            </Typography.Text>{' '}
            <Typography.Text type="secondary">{times(holder, now)}</Typography.Text>
          </li>
        ))}
      </ul>
    </section>
  );
}

function times({ since, endsBy }: Holder, now: number): string {
  const told: string[] = [];
  if (since) told.push(`for ${formatAge(now - Date.parse(since))}`);
  if (endsBy) told.push(`until ${new Date(endsBy).toLocaleString()} at the latest`);
  return told.join(', ');
}

function Checks({ checks }: { checks: Check[] }): JSX.Element {
  return (
    <section aria-label="What was checked">
      <Typography.Text strong>What was checked</Typography.Text>
      <ul className="ky-plain">
        {checks.map((check) => (
          <li key={check.name}>
            {check.passed ? (
              <CheckOutlined aria-label="passed" className="ky-good" />
            ) : (
              <CloseOutlined aria-label="not passed" className="ky-bad" />
            )}{' '}
            {check.text || check.name}
          </li>
        ))}
      </ul>
    </section>
  );
}
