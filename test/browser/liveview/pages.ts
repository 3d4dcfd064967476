import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { LongPolling } from './longpoll.ts';
import type { Progress } from './progress.ts';
import type { Recording } from './recording.ts';
import { Sockets } from './sockets.ts';

/** The server's side of a recording. */
export interface Site {
  readonly origin: string;
  /** Resolves when the page has sent all that was recorded. */
  done(): Promise<void>;
  readonly leftovers: readonly string[];
  close(): void;
}

/** Serves the recorded pages, each once and in order, with a script of ours; and plays what they connect to. */
export async function serveRecording(recording: Recording, script: string, progress: Progress): Promise<Site> {
  const { frames, options } = recording;
  const pages = [...recording.pages];
  const sockets = new Sockets(frames, progress);
  const longPolling = new LongPolling(frames, progress);
  const http = createServer((request, response) => {
    const { url = '/' } = request;
    if (url === '/assets/phoenix.js') {
      response.setHeader('content-type', 'text/javascript; charset=utf-8');
      response.end(`window.pageOptions = ${JSON.stringify(options)};${script}`);
      return;
    }
    if (url.startsWith('/live/longpoll?')) {
      void longPolling.answer(request, response, site.origin);
      return;
    }
    const index = pages.findIndex((page) => page.url === url);
    const [page] = index < 0 ? [] : pages.splice(index, 1);
    if (page) response.writeHead(page.http_status, page.headers).end(page.html);
    else {
      progress.breach(`A page was asked for that was not recorded: ${url}`);
      response.writeHead(404).end();
    }
  });
  const upgrades = new WebSocketServer({ server: http });
  upgrades.on('connection', (socket, { url = '' }) => sockets.accept(socket, url, site.origin));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const site: Site = {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    done: async () => {
      await sockets.done();
      await longPolling.done();
    },
    get leftovers() {
      const unasked = pages.map(({ url }) => `The page ${url} was not asked for.`);
      return [...unasked, ...sockets.leftovers, ...longPolling.leftovers];
    },
    close() {
      for (const socket of upgrades.clients) socket.terminate();
      http.close();
      http.closeAllConnections();
    },
  };
  return site;
}
