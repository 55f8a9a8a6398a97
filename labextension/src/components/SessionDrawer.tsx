import { EditOutlined, ReloadOutlined, SaveOutlined } from '@ant-design/icons';
import { App, Button, Drawer, Flex, Input, Skeleton, Tabs } from 'antd';
import { type JSX, useCallback, useState } from 'react';

import { isName } from '../api/creation';
import {
  type AppInfo,
  type AppOptions,
  type Detail,
  commitSession,
  fetchDetail,
  renameSession,
  restartSession,
} from '../api/details';
import type { Change } from '../api/estimates';
import type { Session } from '../api/overview';
import { type Fetcher, inWords } from '../api/service';
import { phase } from '../api/sessions';
import { AppList } from './AppList';
import { EndButton } from './EndButton';
import { IdleChecks } from './IdleWarning';
import { LogView } from './LogView';
import { MountList } from './MountList';
import { Problem } from './Problem';
import { EnvironTable, Facts, FigureTable, HistoryTable, MountTable } from './SessionFacts';
import { StatusTag } from './StatusTag';
import { WhyWaiting } from './WhyWaiting';
import { usePolled } from './usePolled';

interface Props {
  /** Which session; null shows nothing. */
  session: Pick<Session, 'id' | 'name'> | null;
  fetcher: Fetcher;
  onClose: () => void;
  onLogin: () => void;
  onOpenApp: (detail: Detail, app: AppInfo, options: AppOptions | null) => void;
  onSsh: (session: Pick<Session, 'id' | 'name'>) => void;
  /** Begin a session like this one, changed so that it starts now. */
  onStartLike?: (detail: Detail, change: Change) => void;
}

/** All about one session, from the side. */
export function SessionDrawer({ session, onClose, ...rest }: Props): JSX.Element {
  return (
    <Drawer
      open={session !== null}
      onClose={onClose}
      width="min(760px, 100vw)"
      title={session?.name ?? ''}
      destroyOnHidden
      aria-label={session ? `All about ${session.name}` : ''}
    >
      {session && <Content key={session.id} session={session} {...rest} />}
    </Drawer>
  );
}

type ContentProps = Omit<Props, 'onClose'> & { session: Pick<Session, 'id' | 'name'> };

function Content(props: ContentProps): JSX.Element {
  const { session, fetcher, onLogin, onOpenApp, onSsh, onStartLike } = props;
  const ask = useCallback(() => fetchDetail(fetcher, session.id), [fetcher, session.id]);
  const { value: detail, error, refresh } = usePolled(ask, 3000);
  if (detail === null) {
    return error ? <Problem error={error} onRetry={refresh} /> : <Skeleton active paragraph={{ rows: 8 }} />;
  }
  const now = asSession(detail);
  const running = phase(now) === 'running';
  const waits = phase(now) === 'waiting';
  const tabs: [string, string, JSX.Element][] = [
    ['overview', 'Overview', <Facts detail={detail} />],
    ['figures', running ? 'Live figures' : 'Last figures', <FigureTable detail={detail} />],
    [
      'logs',
      'Logs',
      // In time for what is printed when it ends, it is asked for once more then.
      <LogView key={String(running)} session={detail} fetcher={fetcher} live={running} />,
    ],
    ['history', 'History', <HistoryTable detail={detail} />],
    [
      'folders',
      'Folders',
      running ? <MountList session={detail} fetcher={fetcher} /> : <MountTable detail={detail} />,
    ],
    ['environment', 'Environment', <EnvironTable detail={detail} />],
  ];
  if (running) {
    const apps = (
      <AppList
        session={detail}
        apps={detail.apps}
        fetcher={fetcher}
        onOpen={(app, options) => onOpenApp(detail, app, options)}
        onSsh={() => onSsh(detail)}
        onChanged={refresh}
      />
    );
    tabs.splice(1, 0, ['apps', 'Apps', apps]);
    tabs.push(['idleness', 'Idle checks', <IdleChecks session={detail} fetcher={fetcher} />]);
  }
  if (waits) {
    // A Hub server begins at the Hub's own page.
    const like = detail.hubServer === null ? onStartLike : undefined;
    const onChange = like && ((change: Change) => like(detail, change));
    const why = <WhyWaiting session={detail} fetcher={fetcher} {...(onChange ? { onChange } : {})} />;
    tabs.unshift(['why', 'Why it waits', why]);
  }
  return (
    <>
      <Flex gap={8} wrap align="start" justify="space-between" className="ky-toolbar">
        <StatusTag session={waits ? { ...now, reason: '' } : now} />
        <Flex gap={8} wrap>
          {running && <LifeButtons detail={detail} fetcher={fetcher} onChanged={refresh} />}
          <EndButton session={now} fetcher={fetcher} onLogin={onLogin} />
        </Flex>
      </Flex>
      <Problem error={error} />
      <Tabs key={String(waits)} items={tabs.map(([key, label, children]) => ({ key, label, children }))} />
    </>
  );
}

interface LifeProps {
  detail: Detail;
  fetcher: Fetcher;
  onChanged: () => void;
}

/** Rename, restart, save. */
function LifeButtons({ detail, fetcher, onChanged }: LifeProps): JSX.Element {
  const { modal, message } = App.useApp();
  const [busy, setBusy] = useState('');
  const act = async (what: string, doing: () => Promise<void>, done: string): Promise<void> => {
    setBusy(what);
    try {
      await doing();
      void message.success(done);
    } catch (error) {
      void message.error(inWords(error), 8);
    } finally {
      setBusy('');
      onChanged();
    }
  };
  const rename = (): void => {
    let wanted = detail.name;
    modal.confirm({
      title: `Rename ${detail.name}`,
      icon: null,
      content: (
        <Input
          autoFocus
          defaultValue={detail.name}
          aria-label="New name"
          maxLength={64}
          onChange={(event) => (wanted = event.target.value)}
        />
      ),
      okText: 'Rename',
      onOk: async () => {
        if (!isName(wanted)) {
          void message.error('A name has 4 to 64 letters, digits, dots, dashes and underscores.');
          throw new Error('no name');
        }
        await act('rename', () => renameSession(fetcher, detail.id, wanted), `It is called ${wanted} now.`);
      },
    });
  };
  const restart = (): void => {
    modal.confirm({
      title: `Restart ${detail.name}?`,
      content: 'All that runs in it stops and unsaved work is lost. Its files stay, and so do its resources.',
      okText: 'Restart the session',
      okButtonProps: { danger: true },
      cancelText: 'Keep it running',
      autoFocusButton: 'cancel',
      onOk: () =>
        void act('restart', () => restartSession(fetcher, detail.id), `${detail.name} has been restarted.`),
    });
  };
  const save = (): void =>
    void act(
      'save',
      () => commitSession(fetcher, detail.id),
      `${detail.name} is being saved; an admin of this site can make an image of it.`,
    );
  return (
    <>
      {detail.hubServer === null && (
        <Button size="small" icon={<EditOutlined />} loading={busy === 'rename'} onClick={rename}>
          Rename
        </Button>
      )}
      <Button size="small" icon={<ReloadOutlined />} loading={busy === 'restart'} onClick={restart}>
        Restart
      </Button>
      <Button size="small" icon={<SaveOutlined />} loading={busy === 'save'} onClick={save}>
        Save
      </Button>
    </>
  );
}

/** The part of it that the overview's own parts show. */
function asSession(detail: Detail): Session {
  return {
    id: detail.id,
    name: detail.name,
    type: detail.type,
    status: detail.status,
    statusInfo: detail.statusInfo,
    place: null,
    of: null,
    reason: detail.statusInfo,
    estimate: null,
    idle: null,
    image: detail.image,
    resourceGroup: detail.resourceGroup,
    slots: detail.slots,
    createdAt: detail.createdAt,
    startedAt: detail.startedAt,
    hubServer: detail.hubServer,
    url: null,
    owner: '',
  };
}
