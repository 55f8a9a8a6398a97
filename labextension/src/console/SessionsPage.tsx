import { Card, Flex, Statistic, Typography } from 'antd';
import type { JSX } from 'react';

import type { Overview } from '../api/overview';
import type { Fetcher } from '../api/service';
import { holdsSlots, phase } from '../api/sessions';
import { formatAmount, slotName, slotOrder, sumSlots } from '../api/units';
import { SessionCards } from '../components/SessionCards';
import { SessionTable } from '../components/SessionTable';

interface Props {
  overview: Overview;
  fetcher: Fetcher;
  spawnUrl: string;
  now: number;
  wide: boolean;
  onLogin: () => void;
}

export function SessionsPage({ overview, fetcher, spawnUrl, now, wide, onLogin }: Props): JSX.Element {
  const shared = { sessions: overview.sessions, fetcher, spawnUrl, now, onLogin };
  return (
    <>
      <Typography.Title level={1}>My sessions</Typography.Title>
      <Figures overview={overview} />
      <Card className="ky-table-card">
        {wide ? <SessionTable {...shared} /> : <SessionCards {...shared} />}
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
