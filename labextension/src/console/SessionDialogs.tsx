import { Modal } from 'antd';
import type { JSX } from 'react';

import { appTitle } from '../api/apps';
import { type AppInfo, type AppOptions, keyPath } from '../api/details';
import type { Session } from '../api/overview';
import type { Fetcher } from '../api/service';
import { AppsOf } from '../components/AppsOf';
import { SessionDrawer } from '../components/SessionDrawer';
import { SshHelp } from '../components/SshHelp';
import { SERVICE } from './fetcher';
import { openInTab } from './opening';

export type Named = Pick<Session, 'id' | 'name'>;

/** What is shown of one session above the page. */
export type Shown = { kind: 'apps' | 'detail' | 'ssh'; session: Named } | null;

interface Props {
  shown: Shown;
  fetcher: Fetcher;
  onShow: (shown: Shown) => void;
  onLogin: () => void;
}

/** The dialogs about one session: its apps, all about it, the ways in by ssh. */
export function SessionDialogs({ shown, fetcher, onShow, onLogin }: Props): JSX.Element {
  const of = (kind: string): Named | null => (shown?.kind === kind ? shown.session : null);
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
      />
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
