import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { startChat } from './phoenix.ts';
import { startProxy } from './proxy.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const phoenix = await startChat();
const script = await build({
  entryPoints: [here('page.ts')],
  bundle: true,
  write: false,
  format: 'esm',
  conditions: ['browser', 'xstate-phoenix-source'],
});

const proxy = await startProxy(phoenix.port, {
  '/': { type: 'text/html; charset=utf-8', read: () => readFile(here('index.html')) },
  '/page.js': { type: 'text/javascript', read: async () => script.outputFiles[0]?.contents ?? '' },
});
console.log(`the page is at ${proxy.url}`);
console.log('open it in two windows');

process.once('SIGTERM', () => process.emit('SIGINT'));
await new Promise((resolve) => process.once('SIGINT', resolve));
proxy.stop();
await phoenix.stop();
console.log('stopped');
