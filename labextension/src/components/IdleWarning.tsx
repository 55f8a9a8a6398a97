import { Alert, App, Button, Descriptions, Flex, Skeleton, Typography } from 'antd';
import { type JSX, useCallback, useState } from 'react';

import { type IdleCheck, checkName, fetchIdleness, remainingText, snooze } from '../api/idleness';
import type { Session } from '../api/overview';
import { type Fetcher, inWords } from '../api/service';
import { formatFigure } from '../api/units';
import { Problem } from './Problem';
import { usePolled } from './usePolled';

interface Props {
  sessions: Session[];
  fetcher: Fetcher;
  now: number;
  onDetail?: (session: Session) => void;
}

/** One warning per session that is going to be ended because nobody uses it. */
export function IdleWarnings({ sessions, fetcher, now, onDetail }: Props): JSX.Element {
  return (
    <>
      {sessions.map((session) => {
        if (session.idle === null) return null;
        const seconds = (Date.parse(session.idle.endsAt) - now) / 1000;
        return (
          <Alert
            key={session.id}
            className="ky-alert"
            type="warning"
            showIcon
            role="alert"
            message={`${session.name} will be ended ${remainingText(seconds)}.`}
            description={session.idle.text}
            action={
              <Flex gap={8} wrap justify="end">
                {onDetail && (
                  <Button size="small" onClick={() => onDetail(session)}>
                    Details
                  </Button>
                )}
                {session.idle.maySnooze && <KeepButton session={session} fetcher={fetcher} />}
              </Flex>
            }
          />
        );
      })}
    </>
  );
}

interface KeepProps {
  session: Pick<Session, 'id' | 'name'>;
  fetcher: Fetcher;
  onKept?: () => void;
}

/** "Keep it": once per session. */
export function KeepButton({ session, fetcher, onKept }: KeepProps): JSX.Element {
  const { message } = App.useApp();
  const [state, setState] = useState<'asking' | 'busy' | 'kept'>('asking');
  const keep = async (): Promise<void> => {
    setState('busy');
    try {
      await snooze(fetcher, session.id);
      setState('kept');
      void message.success(`${session.name} is kept. Use it, and it can be put off again.`);
      onKept?.();
    } catch (error) {
      setState('asking');
      void message.error(`${session.name} was not kept: ${inWords(error)}`, 8);
    }
  };
  return (
    <Button
      size="small"
      type="primary"
      loading={state === 'busy'}
      disabled={state === 'kept'}
      onClick={() => void keep()}
      aria-label={`Keep ${session.name}`}
    >
      Keep it
    </Button>
  );
}

/** All idle checks of a session with their evidence. */
export function IdleChecks({ session, fetcher }: Omit<KeepProps, 'onKept'>): JSX.Element {
  const ask = useCallback(() => fetchIdleness(fetcher, session.id), [fetcher, session.id]);
  const { value, error, refresh } = usePolled(ask, 10_000);
  if (value === null) {
    return error ? <Problem error={error} onRetry={refresh} /> : <Skeleton active paragraph={{ rows: 4 }} />;
  }
  return (
    <Flex vertical gap={12}>
      <Problem error={error} />
      {value.endsAt !== null && (
        <Alert
          type={value.warned ? 'warning' : 'info'}
          showIcon
          message={`It will be ended at ${new Date(value.endsAt).toLocaleString()} unless it is used.`}
          action={value.maySnooze && <KeepButton session={session} fetcher={fetcher} onKept={refresh} />}
        />
      )}
      {value.snoozedUntil !== null && (
        <Typography.Text>Kept until {new Date(value.snoozedUntil).toLocaleString()}.</Typography.Text>
      )}
      {value.checks.length === 0 && (
        <Typography.Text type="secondary">
          Nothing ends this session for being idle; it runs until somebody ends it.
        </Typography.Text>
      )}
      {value.checks.map((check) => (
        <CheckFacts key={check.name} check={check} />
      ))}
    </Flex>
  );
}

function CheckFacts({ check }: { check: IdleCheck }): JSX.Element {
  const items = Object.entries(check.evidence).map(([name, found]) => ({
    key: name,
    label: words(name),
    children: told(name, found),
  }));
  return (
    <section aria-label={checkName(check.name)}>
      <Typography.Text strong>{checkName(check.name)}</Typography.Text>{' '}
      <Typography.Text type="secondary">
        {check.remaining === null ? 'does not run down now' : `ends it ${remainingText(check.remaining)}`}
      </Typography.Text>
      {check.text && <Typography.Paragraph className="ky-tight">{check.text}</Typography.Paragraph>}
      {items.length > 0 && <Descriptions size="small" column={1} bordered items={items} />}
    </section>
  );
}

/** `gpu_util`, `lastActivity` -> `Gpu util`, `Last activity`. */
function words(name: string): string {
  const plain = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function told(name: string, found: unknown): string {
  if (found === null || found === undefined) return 'unknown';
  if (typeof found === 'boolean') return found ? 'yes' : 'no';
  if (typeof found === 'number') return formatFigure(found, name.endsWith('util') ? 'percent' : '');
  if (typeof found === 'string') {
    const time = /^\d{4}-\d\d-\d\dT/.test(found) ? Date.parse(found) : NaN;
    return Number.isNaN(time) ? found : new Date(time).toLocaleString();
  }
  if (Array.isArray(found)) return found.map((part) => told(name, part)).join(', ');
  return Object.entries(found as Record<string, unknown>)
    .map(([key, value]) => `${words(key)}: ${told(key, value)}`)
    .join(', ');
}
