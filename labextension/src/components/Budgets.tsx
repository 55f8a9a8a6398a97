import { Flex, Progress, Typography, theme } from 'antd';
import type { JSX } from 'react';

import { budgetText } from '../api/quota';
import type { OwnBudget } from '../api/usage';
import { trim } from '../api/units';

/** How far one's budgets are used, and when room comes back. */
export function Budgets({ budgets }: { budgets: OwnBudget[] }): JSX.Element {
  return (
    <Flex vertical gap={14}>
      {budgets.map((budget, index) => (
        <BudgetBar key={index} budget={budget} />
      ))}
    </Flex>
  );
}

function BudgetBar({ budget }: { budget: OwnBudget }): JSX.Element {
  const { token } = theme.useToken();
  const { hours, used, freesAt } = budget;
  const share = hours > 0 ? Math.min(100, (used / hours) * 100) : 100;
  const color = share >= 100 ? token.colorError : share >= 80 ? token.colorWarning : token.colorPrimary;
  const sentence = budgetText(budget);
  return (
    <div className="ky-slotbar">
      <Typography.Text>{sentence}</Typography.Text>
      <Progress
        percent={share}
        showInfo={false}
        size="small"
        strokeColor={color}
        status="normal"
        aria-label={`${sentence}, ${trim(share, 0)} %`}
      />
      {share >= 100 && freesAt !== null && (
        <Typography.Text type="secondary">
          Room comes back at {new Date(freesAt).toLocaleString()}; sessions wait until then.
        </Typography.Text>
      )}
    </div>
  );
}
