import { Skeleton } from 'antd';
import { type JSX, useCallback } from 'react';

import { type AppInfo, type AppOptions, fetchDetail } from '../api/details';
import type { Session } from '../api/overview';
import type { Fetcher } from '../api/service';
import { AppList } from './AppList';
import { Problem } from './Problem';
import { usePolled } from './usePolled';

type Named = Pick<Session, 'id' | 'name'>;

interface Props {
  session: Named;
  fetcher: Fetcher;
  onOpen: (session: Named, app: AppInfo, options: AppOptions | null) => void;
  onSsh?: () => void;
}

/** The apps of one session, as they are now. */
export function AppsOf({ session, fetcher, onOpen, onSsh }: Props): JSX.Element {
  const ask = useCallback(() => fetchDetail(fetcher, session.id), [fetcher, session.id]);
  const { value, error, refresh } = usePolled(ask, 3000);
  return (
    <>
      <Problem error={error} onRetry={refresh} />
      {value === null ? (
        error === null && <Skeleton active />
      ) : (
        <AppList
          session={value}
          apps={value.apps}
          fetcher={fetcher}
          onOpen={(app, options) => onOpen(value, app, options)}
          {...(onSsh ? { onSsh } : {})}
          onChanged={refresh}
        />
      )}
    </>
  );
}
