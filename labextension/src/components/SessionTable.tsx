import { AppstoreOutlined, ExportOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Empty, Space, Typography } from 'antd';
import { type JSX, useMemo } from 'react';

import { safeLink } from '../api/addresses';
import type { Session } from '../api/overview';
import type { Fetcher } from '../api/service';
import { kind, phase } from '../api/sessions';
import { formatPlace, formatSlots, formatStatus } from '../api/units';
import { DataTable } from './DataTable';
import { EndButton } from './EndButton';
import { Since } from './Since';
import { Slots } from './Slots';
import { StatusTag } from './StatusTag';
import type { Column } from './columns';

interface Props {
  sessions: Session[];
  fetcher: Fetcher;
  /** The Hub's page that starts a server. */
  spawnUrl: string;
  now: number;
  onLogin: () => void;
  /** Show a session's apps. */
  onApps?: (session: Session) => void;
  /** Show all about a session. */
  onDetail?: (session: Session) => void;
  /** Start a session of the API. */
  onStart?: () => void;
}

/** A user's sessions, with all that can be done about them. */
export function SessionTable(props: Props): JSX.Element {
  const { sessions, fetcher, spawnUrl, now, onLogin, onApps, onDetail, onStart } = props;
  const columns = useMemo(() => sessionColumns(now, onDetail), [now, onDetail]);
  return (
    <DataTable
      name="sessions"
      label="My sessions"
      rows={sessions}
      columns={columns}
      rowKey={(session) => session.id}
      empty={<NoSessions spawnUrl={spawnUrl} />}
      extra={
        <>
          <Button type="primary" icon={<PlusOutlined />} href={spawnUrl}>
            Start a server
          </Button>
          {onStart && <Button onClick={onStart}>Start a session</Button>}
        </>
      }
      actions={(session) => (
        <Space>
          <AppsButton session={session} onApps={onApps} />
          <OpenLink session={session} />
          <EndButton session={session} fetcher={fetcher} onLogin={onLogin} />
        </Space>
      )}
    />
  );
}

interface AppsButtonProps {
  session: Session;
  onApps: ((session: Session) => void) | undefined;
}

export function AppsButton({ session, onApps }: AppsButtonProps): JSX.Element | null {
  if (onApps === undefined || phase(session) !== 'running') return null;
  return (
    <Button
      size="small"
      icon={<AppstoreOutlined />}
      onClick={() => onApps(session)}
      aria-label={`Apps of ${session.name}`}
    >
      Apps
    </Button>
  );
}

export function OpenLink({ session }: { session: Session }): JSX.Element | null {
  const link = safeLink(session.url);
  if (link === null || phase(session) !== 'running') return null;
  return (
    <Button
      size="small"
      type="primary"
      ghost
      href={link}
      target="_blank"
      rel="noopener"
      icon={<ExportOutlined />}
    >
      Open
    </Button>
  );
}

export function NoSessions({ spawnUrl }: { spawnUrl: string }): JSX.Element {
  return (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        <>
          <Typography.Paragraph strong>You have no sessions.</Typography.Paragraph>
          <Typography.Paragraph type="secondary">
            Start a server to work in JupyterLab, or use the <code>backend.ai</code> client with your keypair.
          </Typography.Paragraph>
        </>
      }
    >
      <Button type="primary" href={spawnUrl}>
        Start a server
      </Button>
    </Empty>
  );
}

/** A session's name, which leads to all about it where there is such a place. */
export function SessionName({
  session,
  onDetail,
}: Pick<Props, 'onDetail'> & { session: Session }): JSX.Element {
  if (onDetail === undefined) return <Typography.Text strong>{session.name}</Typography.Text>;
  return (
    <Button type="link" className="ky-name" onClick={() => onDetail(session)}>
      {session.name}
    </Button>
  );
}

function sessionColumns(now: number, onDetail: Props['onDetail']): Column<Session>[] {
  const since = (read: (session: Session) => string | null) => ({
    text: (session: Session) => read(session) ?? '',
    order: (session: Session) => (read(session) === null ? null : Date.parse(read(session) as string)),
    cell: (session: Session) => <Since time={read(session)} now={now} />,
  });
  return [
    {
      key: 'name',
      title: 'Name',
      text: (session) => session.name,
      cell: (session) => <SessionName session={session} {...(onDetail ? { onDetail } : {})} />,
    },
    { key: 'type', title: 'Type', text: kind, choices: true },
    {
      key: 'status',
      title: 'Status',
      text: (session) => formatStatus(session.status),
      cell: (session) => <StatusTag session={session} />,
      choices: true,
    },
    {
      key: 'place',
      title: 'Place in line',
      text: (session) => formatPlace(session.place, session.of),
      order: (session) => session.place,
      optional: true,
    },
    { key: 'reason', title: 'Reason', text: (session) => session.reason, optional: true },
    {
      key: 'slots',
      title: 'Slots',
      text: (session) => formatSlots(session.slots),
      cell: (session) => <Slots slots={session.slots} />,
    },
    {
      key: 'resource-group',
      title: 'Resource group',
      text: (session) => session.resourceGroup,
      choices: true,
    },
    {
      key: 'image',
      title: 'Image',
      text: (session) => session.image,
      cell: (session) => <span className="ky-image">{session.image}</span>,
    },
    { key: 'started', title: 'Running for', ...since((session) => session.startedAt) },
    { key: 'created', title: 'Age', optional: true, ...since((session) => session.createdAt) },
    { key: 'owner', title: 'Owner', text: (session) => session.owner, optional: true },
    { key: 'id', title: 'ID', text: (session) => session.id, optional: true },
  ];
}
