import {
  ApiOutlined,
  AppstoreOutlined,
  BookOutlined,
  CodeOutlined,
  ExperimentOutlined,
  KeyOutlined,
  LineChartOutlined,
} from '@ant-design/icons';
import type { JSX } from 'react';

import type { AppInfo } from '../api/details';

const ICONS = new Map([
  ['jupyterlab', <ExperimentOutlined />],
  ['jupyter', <BookOutlined />],
  ['ttyd', <CodeOutlined />],
  ['tensorboard', <LineChartOutlined />],
  ['sshd', <KeyOutlined />],
]);

export function AppIcon({ app }: { app: AppInfo }): JSX.Element {
  const icon = ICONS.get(app.name) ?? (app.protocol === 'preopen' ? <ApiOutlined /> : <AppstoreOutlined />);
  return <span className="ky-app-icon">{icon}</span>;
}
