import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { build as buildView } from 'vite';
import { startLive } from './phoenix.ts';
import { textOf } from './template.ts';
import { View } from './view.ts';

const here = (path: string) => new URL(path, import.meta.url);

const liveView = join(dirname(createRequire(import.meta.url).resolve('phoenix_live_view')), '../../package.json');
const { version } = JSON.parse(await readFile(liveView, 'utf8'));
const phoenix = await startLive(version);

// Build the inspector's page if it is not built, and the script of our page.
if (!existsSync(here('../../inspector/dist/page/index.html')))
  await buildView({ configFile: fileURLToPath(here('../../inspector/vite.config.ts')) });
const script = await build({
  entryPoints: [fileURLToPath(here('page.ts'))],
  bundle: true,
  write: false,
  format: 'esm',
  conditions: ['browser', 'xstate-phoenix-source'],
});

const page = async () =>
  (await readFile(here('index.html'), 'utf8'))
    .replace('{{socket}}', phoenix.url)
    .replace('{{view}}', textOf(new View(0).render()));
const files: Record<string, () => Promise<string | Uint8Array>> = {
  '/': page,
  '/page.js': async () => script.outputFiles[0]?.contents ?? '',
  '/inspector/': () => readFile(here('../../inspector/dist/page/index.html')),
};
const types: Record<string, string> = { js: 'text/javascript', css: 'text/css' };

const http = createServer(async ({ url = '/' }, response) => {
  const { pathname } = new URL(url, 'http://127.0.0.1');
  const asset = /^\/inspector\/(assets\/[\w-]+(?:\.[\w-]+)+)$/.exec(pathname)?.[1];
  const read = asset ? () => readFile(here(`../../inspector/dist/page/${asset}`)) : files[pathname];
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
