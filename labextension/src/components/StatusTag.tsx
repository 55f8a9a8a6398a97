import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  LoadingOutlined,
  MinusCircleOutlined,
} from '@ant-design/icons';
import { Tag, Tooltip, Typography } from 'antd';
import type { JSX, ReactNode } from 'react';

import { trust } from '../api/estimates';
import type { Session } from '../api/overview';
import { type Phase, phase } from '../api/sessions';
import { formatPlace, formatStatus } from '../api/units';

const LOOKS: Record<Phase, { color: string; icon: ReactNode }> = {
  waiting: { color: 'gold', icon: <ClockCircleOutlined /> },
  starting: { color: 'processing', icon: <LoadingOutlined /> },
  running: { color: 'success', icon: <CheckCircleFilled /> },
  ending: { color: 'default', icon: <LoadingOutlined /> },
  ended: { color: 'default', icon: <MinusCircleOutlined /> },
  failed: { color: 'error', icon: <CloseCircleFilled /> },
};

/** A session's status, its place in the queue, when it is to start, and why it waits. */
export function StatusTag({ session }: { session: Session }): JSX.Element {
  const { color, icon } = LOOKS[phase(session)];
  const place = formatPlace(session.place, session.of);
  return (
    <div className="ky-status">
      <Tag color={color} icon={icon}>
        {formatStatus(session.status)}
      </Tag>
      {place && <Typography.Text>{place}</Typography.Text>}
      {session.estimate?.text && (
        <Tooltip title={trust(session.estimate)}>
          <Typography.Text className="ky-estimate">starts {session.estimate.text}</Typography.Text>
        </Tooltip>
      )}
      {session.reason && (
        <Typography.Text type="secondary" className="ky-reason">
          {session.reason}
        </Typography.Text>
      )}
    </div>
  );
}
