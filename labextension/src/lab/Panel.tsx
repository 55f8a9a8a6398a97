import { ReactWidget, type IThemeManager } from '@jupyterlab/apputils';
import { LabIcon } from '@jupyterlab/ui-components';
import { Alert, Button, Flex, Modal, Skeleton, Typography } from 'antd';
import { type JSX, useCallback, useState, useSyncExternalStore } from 'react';

import { hubBase, hubSpawn } from '../api/addresses';
import type { Session } from '../api/overview';
import type { Fetcher } from '../api/service';
import { Freshness } from '../components/Freshness';
import { Budgets } from '../components/Budgets';
import { IdleWarnings } from '../components/IdleWarning';
import { ResourceGroups } from '../components/ResourceGroups';
import { SessionCards } from '../components/SessionCards';
import { Theme } from '../components/Theme';
import styles from '../components/components.css?inline';
import { useNow } from '../components/useLive';
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

function PanelContent({ feed, quotas, fetcher, themes, baseUrl, hubPrefix }: PanelOptions): JSX.Element {
  const { overview, connection } = useSyncExternalStore(feed.subscribe, feed.current);
  const dark = useDark(themes);
  const now = useNow();
  const base = hubBase(overview?.hubBaseUrl ?? (hubPrefix || null), location.pathname);
  const onLogin = useCallback(() => feed.refresh(), [feed]);
  const [apps, setApps] = useState<Session | null>(null);
  const [why, setWhy] = useState<Session | null>(null);
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
