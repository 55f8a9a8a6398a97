/** JupyterLab plugins: a side-bar panel with my sessions and free resources, and a status-bar item. */

import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { PageConfig } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { IStatusBar } from '@jupyterlab/statusbar';

import { Feed } from './feed';
import { serverFetcher } from './fetcher';
import { Panel } from './Panel';
import { SlotsItem } from './SlotsItem';

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
    const panel = new Panel({
      feed,
      fetcher,
      themes,
      baseUrl: PageConfig.getBaseUrl(),
      hubPrefix: PageConfig.getOption('hubPrefix'),
    });
    panel.id = panelId;
    app.shell.add(panel, 'left', { rank: 450 });
    restorer?.add(panel, panelId);
    statusBar?.registerStatusItem('kernelyard-lab:slots', {
      item: new SlotsItem(feed, PageConfig.getBaseUrl(), () => app.shell.activateById(panelId)),
      align: 'right',
      rank: 50,
    });
  },
};

export default plugin;
