import { Alert, Button } from 'antd';
import type { JSX } from 'react';

import { ServiceError } from '../api/service';

interface Props {
  error: Error | null;
  onRetry?: () => void;
}

/** What went wrong in one sentence, and what to do about it. */
export function Problem({ error, onRetry }: Props): JSX.Element | null {
  if (error === null) return null;
  return (
    <Alert
      className="ky-alert"
      type="error"
      showIcon
      message={error.message}
      description={error instanceof ServiceError ? error.advice : undefined}
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    />
  );
}
