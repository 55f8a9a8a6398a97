import { CheckCircleFilled, ClockCircleOutlined, StopOutlined } from '@ant-design/icons';
import { Tag, Tooltip } from 'antd';
import type { JSX, ReactNode } from 'react';

import { type Outlook, type When, inShort, trust } from '../api/estimates';

const LOOKS: Record<When, { color: string; icon: ReactNode }> = {
  now: { color: 'success', icon: <CheckCircleFilled /> },
  wait: { color: 'gold', icon: <ClockCircleOutlined /> },
  never: { color: 'default', icon: <StopOutlined /> },
};

/** Whether something would start now, in a few words: `now`, `in about 12 min (5–25)`, `never …`. */
export function OutlookTag({ outlook }: { outlook: Outlook }): JSX.Element {
  const { color, icon } = LOOKS[outlook.when];
  const more =
    outlook.when === 'wait' && outlook.estimate ? `${outlook.text} ${trust(outlook.estimate)}` : '';
  return (
    <Tooltip title={more.trim()}>
      <Tag color={color} icon={icon} bordered={false} className="ky-outlook">
        {inShort(outlook)}
      </Tag>
    </Tooltip>
  );
}
