import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

/** A file that the proxy serves itself. */
export interface File {
  readonly type: string;
  read(): Promise<string | Uint8Array>;
}

/**
 * Starts a server that serves files, and passes everything else on to a port. `POST /websockets/refuse` makes it refuse
 * WebSockets, as some networks do, and `POST /websockets/accept` lets them through again.
 */
export async function startProxy(port: number, files: Readonly<Record<string, File>>) {
  let refuses = false;
  const http = createServer(async (incoming, response) => {
    const { url = '/', method, headers } = incoming;
    const file = files[url];
    if (file) response.writeHead(200, { 'content-type': file.type }).end(await file.read());
    else if (url.startsWith('/websockets/')) {
      refuses = url.endsWith('refuse');
      response.writeHead(204).end();
    } else {
      const passed = request({ host: '127.0.0.1', port, path: url, method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      passed.on('error', () => response.destroy());
      response.on('close', () => passed.destroy());
      incoming.pipe(passed);
    }
  });
  http.on('upgrade', ({ url, rawHeaders }, socket, head) => {
    socket.on('error', () => {});
    if (refuses) return void socket.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n');
    const passed = connect(port, '127.0.0.1', () => {
      const lines = rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`));
      passed.write(`GET ${url} HTTP/1.1\r\n${lines.join('')}\r\n`);
      passed.write(head);
      passed.pipe(socket).pipe(passed);
    });
    passed.on('error', () => socket.destroy());
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`,
    stop: () => {
      http.close();
      http.closeAllConnections();
    },
  };
}
