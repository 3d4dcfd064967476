import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ActorRow, Entry, FromPage, ToPage } from '../../inspector/src/wire.types.ts';
import { graphs } from './actors.ts';

const folder = new URL('../../inspector/dist/page/', import.meta.url);
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const policy = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  'img-src data:',
  `connect-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
].join('; ');

/** A service that says to pages what it is told to say, and no more. */
export interface FakeService {
  readonly url: string;
  readonly port: number;
  /** What pages have asked, oldest first. */
  readonly asked: readonly FromPage[];
  tell(message: ToPage): void;
  /** Entries as a beat of now. */
  beat(at: number, entries: readonly Entry[], counts?: readonly (readonly [number, number])[]): void;
  stop(): Promise<void>;
}

export interface FakeOptions {
  readonly rows: readonly ActorRow[];
  readonly startedAt?: number;
  readonly control?: boolean;
  /** 0 for any. */
  readonly port?: number;
}

/** Serves the page as it was built, with a policy that refuses all that is inline or foreign. */
export async function startFake({
  rows,
  startedAt = 0,
  control = false,
  port: wanted = 0,
}: FakeOptions): Promise<FakeService> {
  const asked: FromPage[] = [];
  const server = createServer(async ({ url = '' }, response) => {
    const { pathname } = new URL(url, 'http://fake');
    const file = pathname === '/' ? 'index.html' : pathname.slice(1);
    try {
      const body = await readFile(new URL(file, folder));
      const type = types[extname(file)] ?? 'application/octet-stream';
      response
        .writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': policy })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  const pages = new WebSocketServer({ server, path: '/live' });
  pages.on('connection', (page, { url = '' }) => {
    if (!url.endsWith('?key=fake')) page.close();
    page.on('message', (data) => asked.push(JSON.parse(String(data))));
    for (const message of greeting(rows, startedAt, control)) say(page, message);
  });
  server.listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const tell = (message: ToPage) => {
    for (const page of pages.clients) say(page, message);
  };
  return {
    url: `http://127.0.0.1:${port}/?key=fake`,
    port,
    asked,
    tell,
    beat: (at, entries, counts = []) => tell({ type: 'beat', at, entries, counts, dropped: 0 }),
    stop: async () => {
      for (const page of pages.clients) page.terminate();
      pages.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function say(page: WebSocket, message: ToPage): void {
  page.send(JSON.stringify(message));
}

const CHUNK = 1000;

function greeting(rows: readonly ActorRow[], startedAt: number, control: boolean): readonly ToPage[] {
  const chunks = Math.max(1, Math.ceil(rows.length / CHUNK));
  return [
    { type: 'hello', version: 1, startedAt, control, recording: false },
    { type: 'chart', id: 'client', graph: graphs.client },
    { type: 'chart', id: 'channel', graph: graphs.channel },
    ...Array.from({ length: chunks }, (_, index): ToPage => {
      const some = rows.slice(index * CHUNK, (index + 1) * CHUNK);
      return { type: 'actors', rows: some, last: index === chunks - 1 };
    }),
  ];
}
