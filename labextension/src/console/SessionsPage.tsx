import { Card, Flex, Statistic, Typography } from 'antd';
import { type JSX, useCallback } from 'react';

import type { Overview, Session } from '../api/overview';
import type { Fetcher } from '../api/service';
import { holdsSlots, phase } from '../api/sessions';
import { formatAmount, slotName, slotOrder, sumSlots } from '../api/units';
import { IdleWarnings } from '../components/IdleWarning';
import { SessionCards } from '../components/SessionCards';
import { SessionTable } from '../components/SessionTable';
import type { Shown } from './SessionDialogs';

interface Props {
  overview: Overview;
  fetcher: Fetcher;
  spawnUrl: string;
  now: number;
  wide: boolean;
  onLogin: () => void;
  onShow: (shown: Shown) => void;
}

export function SessionsPage(props: Props): JSX.Element {
  const { overview, fetcher, spawnUrl, now, wide, onLogin, onShow } = props;
  const onApps = useCallback((session: Session) => onShow({ kind: 'apps', session }), [onShow]);
  const onDetail = useCallback((session: Session) => onShow({ kind: 'detail', session }), [onShow]);
  const shared = { sessions: overview.sessions, fetcher, spawnUrl, now, onLogin, onApps, onDetail };
  return (
    <>
      <Typography.Title level={1}>My sessions</Typography.Title>
      <IdleWarnings sessions={overview.sessions} fetcher={fetcher} now={now} onDetail={onDetail} />
      <Figures overview={overview} />
      <Card className="ky-table-card">
        {wide ? (
          <SessionTable {...shared} onStart={() => onShow({ kind: 'start' })} />
        ) : (
          <SessionCards {...shared} />
        )}
      </Card>
    </>
  );
}

/** How much is running, waiting and held, against the policy's limits. */
function Figures({ overview }: { overview: Overview }): JSX.Element {
  const { sessions, limits } = overview;
  const count = (wanted: string): number => sessions.filter((session) => phase(session) === wanted).length;
  const held = sumSlots(sessions.filter(holdsSlots).map((session) => session.slots));
  const names = [...new Set([...Object.keys(held), ...Object.keys(limits.slots)])].sort(slotOrder);
  const most = (slot: string): string | undefined => {
    const limit = limits.slots[slot];
    return limit === undefined || limit === 'Infinity' ? undefined : `of ${formatAmount(slot, limit)}`;
  };
  return (
    <Flex gap={12} wrap className="ky-figures">
      <Figure
        title="Running"
        value={String(count('running'))}
        of={limits.sessions ? `of ${limits.sessions}` : ''}
      />
      <Figure title="Waiting" value={String(count('waiting'))} />
      {names.map((slot) => (
        <Figure
          key={slot}
          title={`${slotName(slot).label} held`}
          value={formatAmount(slot, held[slot] ?? '0')}
          of={most(slot) ?? ''}
        />
      ))}
    </Flex>
  );
}

function Figure({ title, value, of = '' }: { title: string; value: string; of?: string }): JSX.Element {
  return (
    <Card size="small" className="ky-figure">
      <Statistic title={title} value={value} formatter={String} suffix={of && <small>{of}</small>} />
    </Card>
  );
}
