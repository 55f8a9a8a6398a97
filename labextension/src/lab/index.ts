/** JupyterLab plugins: a side-bar panel with my sessions and free resources, what I use and may use
 * in the status bar, and warnings before a session is ended for being idle. */

import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { PageConfig } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { IStatusBar } from '@jupyterlab/statusbar';

import { Feed } from './feed';
import { serverFetcher } from './fetcher';
import { Panel } from './Panel';
import { QuotaItem } from './QuotaItem';
import { SlotsItem } from './SlotsItem';
import { Quotas } from './quotas';
import { warnOfIdle } from './warnings';

const panelId = 'kernelyard-panel';

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'kernelyard-lab:plugin',
  description: 'Sessions and free resources of the cluster.',
  autoStart: true,
  optional: [ILayoutRestorer, IThemeManager, IStatusBar],
  activate: (
    app: JupyterFrontEnd,
    restorer: ILayoutRestorer | null,
    themes: IThemeManager | null,
    statusBar: IStatusBar | null,
  ) => {
    const fetcher = serverFetcher(ServerConnection.makeSettings());
    const feed = new Feed(fetcher);
    const quotas = new Quotas(fetcher);
    const panel = new Panel({
      feed,
      quotas,
      fetcher,
      themes,
      baseUrl: PageConfig.getBaseUrl(),
      browse: (path) =>
        app.commands.execute('filebrowser:go-to-path', {
          path,
          dontShowBrowser: path === '/',
        }) as Promise<void>,
      hubPrefix: PageConfig.getOption('hubPrefix'),
    });
    panel.id = panelId;
    app.shell.add(panel, 'left', { rank: 450 });
    restorer?.add(panel, panelId);
    const open = (): void => app.shell.activateById(panelId);
    void app.restored.then(() => warnOfIdle(feed, fetcher));
    statusBar?.registerStatusItem('kernelyard-lab:slots', {
      item: new SlotsItem(feed, PageConfig.getBaseUrl(), open),
      align: 'right',
      rank: 50,
    });
    statusBar?.registerStatusItem('kernelyard-lab:quota', {
      item: new QuotaItem(feed, quotas, open),
      align: 'right',
      rank: 51,
    });
  },
};

export default plugin;
