import { ReactWidget, type IThemeManager } from '@jupyterlab/apputils';
import { LabIcon } from '@jupyterlab/ui-components';
import { Alert, Button, Flex, Modal, Skeleton, Typography } from 'antd';
import { type JSX, useCallback, useRef, useState, useSyncExternalStore } from 'react';

import { hubBase, hubSpawn, isAt } from '../api/addresses';
import { homePath } from '../api/mounts';
import { type Quota, fetchQuotas } from '../api/folders';
import type { Session } from '../api/overview';
import type { Fetcher } from '../api/service';
import { Freshness } from '../components/Freshness';
import { Budgets } from '../components/Budgets';
import { MountList } from '../components/MountList';
import { OverQuota } from '../components/QuotaBars';
import { IdleWarnings } from '../components/IdleWarning';
import { ResourceGroups } from '../components/ResourceGroups';
import { SessionCards } from '../components/SessionCards';
import { Theme } from '../components/Theme';
import styles from '../components/components.css?inline';
import { useNow } from '../components/useLive';
import { usePolled } from '../components/usePolled';
import { WhyWaiting } from '../components/WhyWaiting';
import { AppsDialog } from './AppsDialog';
import type { Feed } from './feed';
import type { Quotas } from './quotas';
import icon from './icon.svg?raw';

export const kernelyardIcon = new LabIcon({ name: 'kernelyard:icon', svgstr: icon });

export interface PanelOptions {
  feed: Feed;
  quotas: Quotas;
  fetcher: Fetcher;
  themes: IThemeManager | null;
  /** Base URL of this Jupyter server. */
  baseUrl: string;
  /** Shows a path of the home in the file browser. */
  browse: (path: string) => Promise<void>;
  /** The Hub's own prefix (`/hub/`); '' without a Hub. */
  hubPrefix: string;
}

/** The side-bar panel. */
export class Panel extends ReactWidget {
  constructor(private readonly options: PanelOptions) {
    super();
    this.title.icon = kernelyardIcon;
    this.title.caption = 'Kernelyard: sessions and free resources';
    this.addClass('kernelyard-panel');
    this.node.style.overflowY = 'auto';
    this.node.style.background = 'var(--jp-layout-color1)';
  }

  protected override onAfterShow(): void {
    this.options.feed.visible = true;
  }

  protected override onAfterHide(): void {
    this.options.feed.visible = false;
  }

  protected override render(): JSX.Element {
    return <PanelContent {...this.options} />;
  }
}

function PanelContent(props: PanelOptions): JSX.Element {
  const { feed, quotas, fetcher, themes, baseUrl, browse, hubPrefix } = props;
  const { overview, connection } = useSyncExternalStore(feed.subscribe, feed.current);
  const dark = useDark(themes);
  const now = useNow();
  const base = hubBase(overview?.hubBaseUrl ?? (hubPrefix || null), location.pathname);
  const onLogin = useCallback(() => feed.refresh(), [feed]);
  const [apps, setApps] = useState<Session | null>(null);
  const [why, setWhy] = useState<Session | null>(null);
  const here = overview?.sessions.find(({ url }) => isAt(url, baseUrl, location.origin));
  const folders = useFull(fetcher);
  const shown = useRef<string | null>(null);
  const budgets = useSyncExternalStore(quotas.subscribe, quotas.current);
  return (
    <Theme dark={dark} compact>
      <style>{styles}</style>
      <Flex vertical gap={12} style={{ padding: 12 }}>
        <Flex justify="space-between" align="center">
          <Typography.Text strong>My sessions</Typography.Text>
          <Freshness connection={connection} now={now} />
        </Flex>
        {(connection.kind === 'reconnecting' || connection.kind === 'login') && (
          <Alert
            type="warning"
            message={
              connection.kind === 'login'
                ? 'This server may not ask Kernelyard: restart it from the Hub.'
                : connection.detail
            }
            action={
              <Button size="small" onClick={() => feed.refresh()}>
                Retry
              </Button>
            }
          />
        )}
        {overview === null ? (
          connection.kind === 'connecting' && <Skeleton active />
        ) : (
          <>
            <IdleWarnings sessions={overview.sessions} fetcher={fetcher} now={now} />
            <SessionCards
              sessions={overview.sessions}
              fetcher={fetcher}
              spawnUrl={hubSpawn(base)}
              now={now}
              here={baseUrl}
              onLogin={onLogin}
              onApps={setApps}
              onWhy={setWhy}
            />
            <Modal
              open={why !== null}
              title={why ? `Why ${why.name} waits` : ''}
              onCancel={() => setWhy(null)}
              footer={null}
              destroyOnHidden
              width={560}
            >
              {why && <WhyWaiting key={why.id} session={why} fetcher={fetcher} />}
            </Modal>
            <AppsDialog session={apps} fetcher={fetcher} onClose={() => setApps(null)} />
            <OverQuota quotas={folders} />
            {here && (
              <>
                <Typography.Text strong>Folders of this session</Typography.Text>
                <MountList
                  session={here}
                  fetcher={fetcher}
                  onShow={(mount) => {
                    const path = homePath(mount.target);
                    if (path === null) return;
                    shown.current = path;
                    void browse(path);
                  }}
                  onLeave={async (mount) => {
                    // The file browser would complain of a directory that is gone.
                    if (shown.current === homePath(mount.target)) await browse('/');
                  }}
                />
              </>
            )}
            {budgets.length > 0 && (
              <>
                <Typography.Text strong>Budgets</Typography.Text>
                <Budgets budgets={budgets} />
              </>
            )}
            <Typography.Text strong>Free resources</Typography.Text>
            <ResourceGroups groups={overview.resourceGroups} narrow />
          </>
        )}
      </Flex>
    </Theme>
  );
}

const NO_QUOTAS: Quota[] = [];

/** Quotas of folders, which the panel shows only when one is used up. */
function useFull(fetcher: Fetcher): Quota[] {
  const ask = useCallback(() => fetchQuotas(fetcher), [fetcher]);
  return usePolled(ask, 60_000).value ?? NO_QUOTAS;
}

/** Whether JupyterLab's theme is dark now. */
function useDark(themes: IThemeManager | null): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      themes?.themeChanged.connect(changed);
      return () => {
        themes?.themeChanged.disconnect(changed);
      };
    },
    [themes],
  );
  return useSyncExternalStore(subscribe, () => themes?.theme != null && !themes.isLight(themes.theme));
}
