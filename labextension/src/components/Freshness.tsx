import { Badge, Tooltip } from 'antd';
import type { JSX } from 'react';

import type { Connection } from '../api/live';
import { formatAge } from '../api/units';

/** Whether the page is live, in one word. */
export function Freshness({ connection, now }: { connection: Connection; now: number }): JSX.Element {
  const { status, text, detail } = words(connection, now);
  return (
    <Tooltip title={detail}>
      <span role="status" aria-live="polite">
        <Badge status={status} text={text} />
      </span>
    </Tooltip>
  );
}

function words(
  connection: Connection,
  now: number,
): { status: 'success' | 'processing' | 'warning' | 'error'; text: string; detail: string } {
  switch (connection.kind) {
    case 'live':
      return { status: 'success', text: 'Live', detail: 'Changes show at once.' };
    case 'connecting':
      return { status: 'processing', text: 'Connecting', detail: '' };
    case 'login':
      return { status: 'error', text: 'Logged out', detail: 'Log in again.' };
    case 'reconnecting':
      return {
        status: 'warning',
        text: `Reconnecting since ${formatAge(now - connection.since)}`,
        detail: `${connection.detail} What you see is as old as that.`,
      };
  }
}
