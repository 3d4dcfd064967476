import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on the loopback interface for a page without a bundler, and for the modules that it imports. */
export interface Files {
  readonly url: string;
  stop(): void;
}

/** Serves `html` as the page, and modules by their names. */
export async function serveFiles(html: string, modules: Readonly<Record<string, string>>): Promise<Files> {
  const server = createServer(({ url = '/' }, response) => {
    const module = modules[url.slice(1)];
    if (url === '/') response.setHeader('content-type', 'text/html; charset=utf-8').end(html);
    else if (module === undefined) response.writeHead(404).end();
    else response.setHeader('content-type', 'text/javascript').end(module);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
