import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import type { Fetcher } from '../api/service';

/** Asks this Jupyter server, whose extension asks the hub service with the session's own token. */
export function serverFetcher(settings: ServerConnection.ISettings): Fetcher {
  return (path, init) =>
    ServerConnection.makeRequest(
      URLExt.join(settings.baseUrl, 'kernelyard', path),
      { ...(init ?? {}) },
      settings,
    );
}
