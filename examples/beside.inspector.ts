import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { build as buildView } from 'vite';

const built = new URL('../inspector/dist/page/', import.meta.url);
const types: Record<string, string> = { js: 'text/javascript', css: 'text/css' };

/** What a page needs of its server. */
interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves the page of an example with the inspector beside it, until the program is interrupted.
 *
 * @param example - The `import.meta.url` of the example. Its script is `page.ts`.
 * @param html - Makes the page from `index.html`.
 */
export async function serveBesideInspector(
  example: string,
  phoenix: Server,
  html: (index: string) => string,
): Promise<void> {
  const here = (path: string) => new URL(path, example);
  // Build the inspector's page if it is not built, and the script of our page.
  if (!existsSync(new URL('index.html', built)))
    await buildView({ configFile: fileURLToPath(new URL('../inspector/vite.config.ts', import.meta.url)) });
  const script = await build({
    entryPoints: [fileURLToPath(here('page.ts'))],
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['browser', 'xstate-phoenix-source'],
  });
  const files: Record<string, () => Promise<string | Uint8Array>> = {
    '/': async () => html(await readFile(here('index.html'), 'utf8')),
    '/page.js': async () => script.outputFiles[0]?.contents ?? '',
    '/inspector/': () => readFile(new URL('index.html', built)),
  };
  const http = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://127.0.0.1');
    const asset = /^\/inspector\/(assets\/[\w-]+(?:\.[\w-]+)+)$/.exec(pathname)?.[1];
    const read = asset ? () => readFile(new URL(asset, built)) : files[pathname];
    const body = await read?.().catch(() => undefined);
    const type = types[pathname.split('.').at(-1) ?? ''] ?? 'text/html; charset=utf-8';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  console.log(`Phoenix listens at ${phoenix.url}`);
  console.log(`the page is at http://127.0.0.1:${port}/`);

  process.once('SIGTERM', () => process.emit('SIGINT'));
  await once(process, 'SIGINT');
  http.close();
  http.closeAllConnections();
  await phoenix.stop();
  console.log('stopped');
}
