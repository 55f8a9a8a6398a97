import { Alert, Button, Grid, Layout, Skeleton } from 'antd';
import { type JSX, Suspense, lazy, useCallback, useState } from 'react';

import { hubBase, hubLogout, hubSpawn } from '../api/addresses';
import { subscribe, whileSeen } from '../api/stream';
import { Theme } from '../components/Theme';
import { useLive, useNow } from '../components/useLive';
import { EndedPage } from './EndedPage';
import { OpeningPage } from './OpeningPage';
import { PageHeader } from './PageHeader';
import { ResourcesPage } from './ResourcesPage';
import { type Named, SessionDialogs, type Shown } from './SessionDialogs';
import { SessionsPage } from './SessionsPage';
import { useAppearance } from './appearance';
import { STREAM, login, pageFetcher } from './fetcher';
import { useLogin } from './leaving';
import { isOpening } from './opening';
import { useEscape } from './escape';
import { pageOf, pagesFor, useHash } from './pages';

// Few people administer, and forms and charts are large.
const AdminPage = lazy(() => import('./AdminPage').then((it) => ({ default: it.AdminPage })));
const FoldersPage = lazy(() => import('./folders/FoldersPage').then((it) => ({ default: it.FoldersPage })));
const OwnUsagePage = lazy(() => import('./OwnUsagePage').then((it) => ({ default: it.OwnUsagePage })));

const source = whileSeen((emit) => subscribe(STREAM, pageFetcher, emit));

/** The console: header, and the page that the address names. */
export function Console(): JSX.Element {
  const { appearance, dark, choose } = useAppearance();
  const hash = useHash();
  return (
    <Theme dark={dark}>
      {isOpening(hash) ? (
        <OpeningPage key={hash} hash={hash} fetcher={pageFetcher} onLogin={login} />
      ) : (
        <Frame hash={hash} appearance={appearance} onAppearance={choose} />
      )}
    </Theme>
  );
}

type FrameProps = Pick<Parameters<typeof PageHeader>[0], 'appearance' | 'onAppearance'> & { hash: string };

function Frame({ hash, ...props }: FrameProps): JSX.Element {
  const live = useLive(source);
  const now = useNow();
  const page = pageOf(hash);
  const [shown, setShown] = useState<Shown>(null);
  const wide = Grid.useBreakpoint().md ?? true;
  const [stuck, setStuck] = useState(false);
  const onLogin = useCallback(() => setStuck(!login()), []);

  const { overview, connection } = live;
  const putOff = useLogin(connection.kind === 'login', onLogin);

  useEscape();
  const onEnded = useCallback((session: Named) => setShown({ kind: 'detail', session }), []);

  const base = hubBase(overview?.hubBaseUrl ?? null, location.pathname);
  return (
    <Layout className="ky-layout">
      <a className="ky-skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <PageHeader
        page={page}
        user={overview?.user ?? null}
        connection={connection}
        now={now}
        base={base}
        {...props}
      />
      <Layout.Content id="main" tabIndex={-1} className="ky-content">
        {stuck && <LoginProblem base={base} />}
        {putOff && (
          <Alert
            className="ky-alert"
            type="warning"
            showIcon
            message="Your login has ended; what you see may be out of date."
            description="The page goes to the login by itself when your uploads have ended."
          />
        )}
        {connection.kind === 'reconnecting' && (
          <Alert
            className="ky-alert"
            type="warning"
            showIcon
            message={
              overview ? 'The connection is lost: what you see may be out of date.' : connection.detail
            }
            description="The page tries again by itself. If this lasts, tell an admin of this site."
          />
        )}
        {overview === null ? (
          !stuck && <Skeleton active paragraph={{ rows: 6 }} />
        ) : page === 'sessions' ? (
          <SessionsPage
            overview={overview}
            fetcher={pageFetcher}
            spawnUrl={hubSpawn(base)}
            now={now}
            wide={wide}
            onLogin={onLogin}
            onShow={setShown}
          />
        ) : page === 'ended' ? (
          <EndedPage fetcher={pageFetcher} now={now} onDetail={onEnded} />
        ) : page === 'resources' ? (
          <ResourcesPage overview={overview} />
        ) : (
          <Suspense fallback={<Skeleton active paragraph={{ rows: 6 }} />}>
            {page === 'folders' ? (
              <FoldersPage
                fetcher={pageFetcher}
                onLogin={onLogin}
                hash={hash}
                role={overview.user.role}
                email={overview.user.email}
              />
            ) : page === 'usage' ? (
              <OwnUsagePage fetcher={pageFetcher} limits={overview.limits} />
            ) : pagesFor(overview.user.role).site.includes(page) ? (
              <AdminPage page={page} fetcher={pageFetcher} now={now} onLogin={onLogin} />
            ) : (
              <Alert type="error" showIcon message="This page is for admins of the site." />
            )}
          </Suspense>
        )}
      </Layout.Content>
      <SessionDialogs
        shown={shown}
        overview={overview}
        fetcher={pageFetcher}
        onShow={setShown}
        onLogin={onLogin}
      />
    </Layout>
  );
}

function LoginProblem({ base }: { base: string }): JSX.Element {
  return (
    <Alert
      className="ky-alert"
      type="error"
      showIcon
      message="You are not logged in, and logging in again did not help."
      description="Log out of the Hub and log in once more. If that does not help, your account may lack access to this service: ask an admin of this site."
      action={<Button href={hubLogout(base)}>Log out of the Hub</Button>}
    />
  );
}

function skip(event: React.MouseEvent): void {
  // The fragment is the page's name; jumping must not change it.
  event.preventDefault();
  document.getElementById('main')?.focus();
}
