import { Modal } from 'antd';
import { type JSX, Suspense, lazy } from 'react';

import { appTitle } from '../api/apps';
import { type AppInfo, type AppOptions, keyPath } from '../api/details';
import type { Overview, Session } from '../api/overview';
import type { Fetcher } from '../api/service';
import { canEnd } from '../api/sessions';
import { AppsOf } from '../components/AppsOf';
import type { Beginning } from '../components/StartDialog';
import { SessionDrawer } from '../components/SessionDrawer';
import { SshHelp } from '../components/SshHelp';
import { SERVICE } from './fetcher';
import { beginningLike } from './likeness';
import { openInTab } from './opening';

// Forms are a third of the component library; few visits need one.
const StartDialog = lazy(() =>
  import('../components/StartDialog').then((it) => ({ default: it.StartDialog })),
);

export type Named = Pick<Session, 'id' | 'name'>;

/** What is shown above the page: of one session, or the start of a new one. */
export type Shown =
  { kind: 'apps' | 'detail' | 'ssh'; session: Named } | { kind: 'start'; beginning?: Beginning } | null;

interface Props {
  shown: Shown;
  overview: Overview | null;
  fetcher: Fetcher;
  onShow: (shown: Shown) => void;
  onLogin: () => void;
}

/** The dialogs about one session: its apps, all about it, the ways in by ssh; and the one that starts another. */
export function SessionDialogs({ shown, overview, fetcher, onShow, onLogin }: Props): JSX.Element {
  const of = (kind: string): Named | null =>
    shown !== null && shown.kind !== 'start' && shown.kind === kind ? shown.session : null;
  const close = (): void => onShow(null);
  const apps = of('apps');
  const ssh = of('ssh');
  return (
    <>
      <Modal
        open={apps !== null}
        title={apps ? `Apps of ${apps.name}` : ''}
        onCancel={close}
        footer={null}
        destroyOnHidden
        width={640}
      >
        {apps && (
          <AppsOf
            key={apps.id}
            session={apps}
            fetcher={fetcher}
            onOpen={open}
            onSsh={() => onShow({ kind: 'ssh', session: apps })}
          />
        )}
      </Modal>
      <Modal
        open={ssh !== null}
        title={ssh ? `SSH to ${ssh.name}` : ''}
        onCancel={close}
        footer={null}
        destroyOnHidden
        width={800}
      >
        {ssh && <SshHelp session={ssh.name} keyUrl={SERVICE + keyPath(ssh.id)} />}
      </Modal>
      <SessionDrawer
        session={of('detail')}
        fetcher={fetcher}
        onClose={close}
        onLogin={onLogin}
        onOpenApp={open}
        onSsh={(session) => onShow({ kind: 'ssh', session })}
        onStartLike={(detail, change) => onShow({ kind: 'start', beginning: beginningLike(detail, change) })}
      />
      {shown?.kind === 'start' && overview && (
        <Suspense>
          <StartDialog
            open
            fetcher={fetcher}
            resourceGroups={overview.resourceGroups.filter(({ agents }) => agents > 0)}
            others={overview.sessions.filter(canEnd).map(({ name }) => name)}
            beginning={shown.beginning}
            onClose={close}
            onLogin={onLogin}
          />
        </Suspense>
      )}
    </>
  );
}

function open(session: Named, app: AppInfo, options: AppOptions | null): void {
  openInTab({
    session: session.id,
    sessionName: session.name,
    app: app.name,
    title: appTitle(app),
    options,
  });
}
