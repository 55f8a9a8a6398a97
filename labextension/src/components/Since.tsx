import { Tooltip } from 'antd';
import type { JSX } from 'react';

import { formatAge } from '../api/units';

interface Props {
  /** ISO 8601. */
  time: string | null;
  /** Milliseconds since the epoch. */
  now: number;
}

/** How long ago, with the exact local time as a tooltip. */
export function Since({ time, now }: Props): JSX.Element {
  if (time === null) return <span className="ky-faint">–</span>;
  return (
    <Tooltip title={new Date(time).toLocaleString()}>
      <time dateTime={time}>{formatAge(now - Date.parse(time))}</time>
    </Tooltip>
  );
}
