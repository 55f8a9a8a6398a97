import { App, Modal } from 'antd';
import type { JSX } from 'react';

import { safeLink } from '../api/addresses';
import { appTitle } from '../api/apps';
import { type AppInfo, type AppOptions, openApp } from '../api/details';
import type { Session } from '../api/overview';
import { type Fetcher, inWords } from '../api/service';
import { AppsOf } from '../components/AppsOf';

type Named = Pick<Session, 'id' | 'name'>;

interface Props {
  session: Named | null;
  fetcher: Fetcher;
  onClose: () => void;
}

/** The apps of a session, from JupyterLab. */
export function AppsDialog({ session, fetcher, onClose }: Props): JSX.Element {
  const { message } = App.useApp();
  const open = async (from: Named, app: AppInfo, options: AppOptions | null): Promise<void> => {
    const title = appTitle(app);
    // Opened at the click: later the browser would take it for an unwanted window.
    const tab = window.open('', '_blank');
    if (tab) {
      tab.opener = null;
      tab.document.title = title;
      tab.document.body.textContent = `Starting ${title} of ${from.name}…`;
    }
    try {
      const link = safeLink(await openApp(fetcher, from.id, app.name, options));
      if (link === null) throw new Error('The service answered no address of a page.');
      if (tab) tab.location.replace(link);
      else window.location.assign(link);
    } catch (error) {
      tab?.close();
      void message.error(`${title} did not start: ${inWords(error)}`, 8);
    }
  };
  return (
    <Modal
      open={session !== null}
      title={session ? `Apps of ${session.name}` : ''}
      onCancel={onClose}
      footer={null}
      destroyOnHidden
      width={560}
    >
      {session && (
        <AppsOf
          key={session.id}
          session={session}
          fetcher={fetcher}
          onOpen={(from, app, options) => void open(from, app, options)}
        />
      )}
    </Modal>
  );
}
