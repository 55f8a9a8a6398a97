import { QuestionCircleOutlined } from '@ant-design/icons';
import { Flex, Progress, Tooltip, Typography, theme } from 'antd';
import type { JSX } from 'react';

import type { SlotAmounts } from '../api/overview';
import { formatAmount, percent, slotName } from '../api/units';

/** One slot of a resource group: how much is free, of how much, and a bar of what is occupied. */
export function SlotBar({ amounts }: { amounts: SlotAmounts }): JSX.Element {
  const { token } = theme.useToken();
  const { slot, capacity, occupied, free } = amounts;
  const { label, explanation } = slotName(slot);
  const used = percent(occupied, capacity);
  const color = used >= 100 ? token.colorError : used >= 80 ? token.colorWarning : token.colorPrimary;
  const sentence = `${label}: ${formatAmount(slot, free)} free of ${formatAmount(slot, capacity)}`;
  return (
    <div className="ky-slotbar">
      <Flex justify="space-between" align="baseline" gap="0 8px" wrap>
        <Typography.Text>
          {label}{' '}
          <Tooltip title={explanation}>
            <QuestionCircleOutlined tabIndex={0} aria-label={explanation} className="ky-faint" />
          </Tooltip>
        </Typography.Text>
        <Typography.Text type="secondary">
          <Typography.Text strong>{formatAmount(slot, free)}</Typography.Text> free of{' '}
          {formatAmount(slot, capacity)}
        </Typography.Text>
      </Flex>
      <Progress
        percent={used}
        showInfo={false}
        size="small"
        strokeColor={color}
        aria-label={sentence}
        status="normal"
      />
    </div>
  );
}
