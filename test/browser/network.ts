import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';

/** What a network does with WebSockets: lets them through, refuses them, or opens them and swallows every frame. */
export type Manner = 'pass' | 'refuse' | 'swallow';

/** A network between a page and a server on a port. */
export interface Network {
  /** The url of the socket behind it. */
  readonly url: string;
  manner: Manner;
  /** The WebSockets that have been asked for so far. */
  readonly upgrades: number;
  /** Cuts everything that is under way. */
  cut(): void;
  close(): Promise<void>;
}

export async function startNetwork(port: number): Promise<Network> {
  const streams = new Set<Duplex>();
  const swallower = new WebSocketServer({ noServer: true });
  const http = createServer((incoming, response) => {
    const { url, method, headers } = incoming;
    const passed = request({ host: '127.0.0.1', port, path: url, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    response.on('close', () => passed.destroy());
    incoming.pipe(passed);
  });
  http.on('connection', (stream: Duplex) => {
    streams.add(stream);
    stream.on('error', () => {});
    stream.on('close', () => streams.delete(stream));
  });
  http.on('upgrade', (incoming, stream, head) => {
    network.upgrades += 1;
    if (network.manner === 'refuse') stream.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n');
    else if (network.manner === 'swallow') swallower.handleUpgrade(incoming, stream, head, () => {});
    else {
      const passed = connect(port, '127.0.0.1', () => {
        const lines = incoming.rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`));
        passed.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join('')}\r\n`);
        passed.write(head);
        passed.pipe(stream).pipe(passed);
      });
      passed.on('error', () => stream.destroy());
      stream.on('close', () => passed.destroy());
    }
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const network = {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/socket`,
    manner: 'pass' as Manner,
    upgrades: 0,
    cut: () => {
      for (const stream of streams) stream.destroy();
    },
    close: async () => {
      network.cut();
      http.close();
      await once(http, 'close');
    },
  };
  return network;
}
