import { Alert, Flex, Progress, Tag, Tooltip, Typography, theme } from 'antd';
import type { JSX } from 'react';

import { type Quota, fullness } from '../api/folders';
import { formatBytes } from '../api/units';

const EXPLANATIONS = {
  enforced: 'The file system refuses what would go over the limit.',
  advisory: 'Uploads over the limit are refused; what sessions write is counted, and not stopped.',
};

/** One bar per quota: how much is used, of how much, and who sees to it. */
export function QuotaBars({ quotas }: { quotas: Quota[] }): JSX.Element {
  return (
    <div className="ky-quota-bars">
      {quotas.map((quota) => (
        <QuotaBar key={`${quota.host} ${quota.scope}`} quota={quota} />
      ))}
    </div>
  );
}

export const quotaName = ({ kind, name }: Pick<Quota, 'kind' | 'name'>): string =>
  kind === 'user' ? 'My folders' : `Project ${name}`;

export function QuotaBar({ quota, title }: { quota: Quota; title?: string }): JSX.Element {
  const { token } = theme.useToken();
  const share = fullness(quota);
  const color = share >= 1 ? token.colorError : share >= 0.9 ? token.colorWarning : token.colorPrimary;
  const how = quota.enforced ? 'enforced' : 'advisory';
  const used = formatBytes(quota.usedBytes);
  const amounts = quota.limit === null ? `${used}, no limit` : `${used} of ${formatBytes(quota.limit)}`;
  const name = title ?? quotaName(quota);
  return (
    <div className="ky-slotbar">
      <Flex justify="space-between" align="baseline" gap="0 8px" wrap>
        <Typography.Text>
          {name} <span className="ky-faint">on {quota.host}</span>
        </Typography.Text>
        <Typography.Text type="secondary">
          {amounts}{' '}
          {quota.limit !== null && (
            <Tooltip title={EXPLANATIONS[how]}>
              <Tag bordered={false} tabIndex={0}>
                {how}
              </Tag>
            </Tooltip>
          )}
        </Typography.Text>
      </Flex>
      {quota.limit !== null && (
        <Progress
          percent={Math.min(100, share * 100)}
          showInfo={false}
          size="small"
          strokeColor={color}
          status="normal"
          aria-label={`${name} on ${quota.host}: ${amounts}`}
        />
      )}
    </div>
  );
}

/** What is full, and what that means. */
export function OverQuota({ quotas }: { quotas: Quota[] }): JSX.Element | null {
  const full = quotas.filter((quota) => fullness(quota) >= 1);
  if (full.length === 0) return null;
  const names = full.map((quota) => `${quotaName(quota)} on ${quota.host}`).join(', ');
  return (
    <Alert
      className="ky-alert"
      type="warning"
      showIcon
      message={`The quota is used up: ${names}.`}
      description="Nothing more can be uploaded. You can still look at, download and delete files, and start sessions. What lies in the trash counts until it is purged."
    />
  );
}
