import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Plugin } from 'vite';

import { mockDetail, mockOverview, mockSessions } from './overview';

/** `npm run dev`: answers as the hub service does, from memory. */
export function mockService(): Plugin {
  let sessions = mockSessions();
  const streams = new Set<ServerResponse>();
  const push = (stream: ServerResponse): void => {
    stream.write(`event: overview\ndata: ${JSON.stringify(mockOverview(sessions))}\n\n`);
  };
  const handle = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const path = request.url ?? '';
    if (path.startsWith('/console/overview')) {
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(mockOverview(sessions)));
    } else if (path.startsWith('/console/stream')) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      streams.add(response);
      response.on('close', () => streams.delete(response));
      push(response);
    } else if (path.startsWith('/console/session/')) {
      const found = sessions.find(({ id }) => path.endsWith(String(id)));
      response.statusCode = found ? 200 : 404;
      response
        .setHeader('Content-Type', 'application/json')
        .end(JSON.stringify(found ? mockDetail(found) : {}));
    } else if (/^\/session\/[^/]+\/logs$/.test(path)) {
      const result = { logs: 'epoch 1\nepoch 2\n' };
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ result }));
    } else if (path.startsWith('/session/') && request.method === 'DELETE') {
      sessions = sessions.filter(({ id }) => !path.endsWith(String(id)));
      response.setHeader('Content-Type', 'application/json').end('{"stats": {}}');
      streams.forEach(push);
    } else {
      next();
    }
  };
  return {
    name: 'kernelyard-mock-service',
    configureServer(server) {
      setInterval(() => streams.forEach(push), 5000).unref();
      server.middlewares.use(handle);
    },
  };
}
