import { Button, Flex, List, Typography } from 'antd';
import type { JSX } from 'react';

import { isAt } from '../api/addresses';
import type { Session } from '../api/overview';
import type { Fetcher } from '../api/service';
import { kind, phase } from '../api/sessions';
import { EndButton } from './EndButton';
import { AppsButton, NoSessions, OpenLink, SessionName } from './SessionTable';
import { Since } from './Since';
import { Slots } from './Slots';
import { StatusTag } from './StatusTag';

interface Props {
  sessions: Session[];
  fetcher: Fetcher;
  spawnUrl: string;
  now: number;
  /** Base URL of the server this page runs in; '' when it runs in none. */
  here?: string;
  onLogin: () => void;
  onApps?: (session: Session) => void;
  onDetail?: (session: Session) => void;
  /** Show why a session waits, where there is no place for all about it. */
  onWhy?: (session: Session) => void;
}

/** The same sessions for narrow places: a phone, JupyterLab's side bar. */
export function SessionCards(props: Props): JSX.Element {
  const { sessions, fetcher, spawnUrl, now, here = '', onLogin, onApps, onDetail, onWhy } = props;
  if (sessions.length === 0) return <NoSessions spawnUrl={spawnUrl} />;
  return (
    <List
      itemLayout="vertical"
      size="small"
      dataSource={sessions}
      rowKey={(session) => session.id}
      renderItem={(session) => {
        const current = here !== '' && isAt(session.url, here, location.origin);
        return (
          <List.Item className="ky-card">
            <Flex justify="space-between" align="start" gap={8}>
              <div>
                <SessionName session={session} {...(onDetail ? { onDetail } : {})} />{' '}
                {current && <Typography.Text type="success">this one</Typography.Text>}
                <div className="ky-faint">
                  {kind(session)} · {session.resourceGroup} ·{' '}
                  <Since time={session.startedAt ?? session.createdAt} now={now} />
                </div>
              </div>
              <Flex gap={4} wrap justify="end">
                {onWhy && phase(session) === 'waiting' && (
                  <Button
                    size="small"
                    onClick={() => onWhy(session)}
                    aria-label={`Why ${session.name} waits`}
                  >
                    Why
                  </Button>
                )}
                <AppsButton session={session} onApps={onApps} />
                {!current && <OpenLink session={session} />}
                <EndButton session={session} fetcher={fetcher} here={current} onLogin={onLogin} />
              </Flex>
            </Flex>
            <StatusTag session={session} />
            <Slots slots={session.slots} />
          </List.Item>
        );
      }}
    />
  );
}
