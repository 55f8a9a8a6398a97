import { ExportOutlined, SettingOutlined, StopOutlined } from '@ant-design/icons';
import { Alert, App, Button, Empty, Flex, Tag, Tooltip, Typography } from 'antd';
import { type JSX, useState } from 'react';

import { appTitle, hasOptions, inOrder, isForBrowsers, stateInWords, tunnelCommand } from '../api/apps';
import { type AppInfo, type AppOptions, stopApp } from '../api/details';
import { type Fetcher, inWords } from '../api/service';
import { AppIcon } from './AppIcon';
import { AppOptionsForm } from './AppOptionsForm';
import { CopyLine } from './CopyLine';

interface Props {
  session: { id: string; name: string };
  apps: AppInfo[];
  fetcher: Fetcher;
  onOpen: (app: AppInfo, options: AppOptions | null) => void;
  /** Show the ways in for ssh. */
  onSsh?: () => void;
  /** Something was stopped. */
  onChanged?: () => void;
}

/** All apps of a session: their state, and what can be done about them. */
export function AppList({ session, apps, fetcher, onOpen, onSsh, onChanged }: Props): JSX.Element {
  if (apps.length === 0) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="This session has no apps." />;
  }
  return (
    <ul className="ky-apps" aria-label={`Apps of ${session.name}`}>
      {inOrder(apps).map((app) => (
        <AppRow
          key={app.name}
          {...{ session, app, fetcher, onOpen }}
          {...(onSsh ? { onSsh } : {})}
          {...(onChanged ? { onChanged } : {})}
        />
      ))}
    </ul>
  );
}

type RowProps = Omit<Props, 'apps'> & { app: AppInfo };

function AppRow({ session, app, fetcher, onOpen, onSsh, onChanged }: RowProps): JSX.Element {
  const { message } = App.useApp();
  const [options, setOptions] = useState(false);
  const [busy, setBusy] = useState(false);
  const title = appTitle(app);
  const stop = async (): Promise<void> => {
    setBusy(true);
    try {
      await stopApp(fetcher, session.id, app.name);
      void message.success(`${title} has stopped.`);
    } catch (error) {
      void message.error(`${title} was not stopped: ${inWords(error)}`, 8);
    } finally {
      setBusy(false);
      onChanged?.();
    }
  };
  return (
    <li>
      <Flex align="center" gap={12} wrap>
        <AppIcon app={app} />
        <div className="ky-app-name">
          <Typography.Text strong>{title}</Typography.Text>
          <div className="ky-faint">
            {app.protocol === 'preopen'
              ? 'opened with the session'
              : `${app.name}${app.port > 0 ? ` · port ${app.port}` : ''}`}
          </div>
        </div>
        <Tag color={app.state === 'running' ? 'success' : 'default'}>{stateInWords(app)}</Tag>
        <span className="ky-spring" />
        {hasOptions(app) && (
          <Button
            icon={<SettingOutlined />}
            aria-expanded={options}
            aria-label={`Options of ${title}`}
            onClick={() => setOptions(!options)}
          />
        )}
        {app.state === 'running' && app.protocol !== 'preopen' && (
          <Tooltip title="Its next use starts it anew">
            <Button
              icon={<StopOutlined />}
              loading={busy}
              aria-label={`Stop ${title}`}
              onClick={() => void stop()}
            />
          </Tooltip>
        )}
        {isForBrowsers(app) && (
          <Button
            type="primary"
            icon={<ExportOutlined />}
            aria-label={`Open ${title}`}
            onClick={() => onOpen(app, null)}
          >
            Open
          </Button>
        )}
        {app.name === 'sshd' && onSsh && (
          <Button aria-label="Connect by SSH" onClick={onSsh}>
            Connect
          </Button>
        )}
      </Flex>
      {app.problem && <Alert className="ky-app-problem" type="error" showIcon message={app.problem} />}
      {options && <AppOptionsForm app={app} title={title} onOpen={(given) => onOpen(app, given)} />}
      {!isForBrowsers(app) && app.name !== 'sshd' && (
        <CopyLine title="From your own machine" text={tunnelCommand(session.name, app)} />
      )}
    </li>
  );
}
