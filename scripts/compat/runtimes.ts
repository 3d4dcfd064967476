import { join } from 'node:path';
import type { Check } from './check.ts';
import type { Lab } from './lab.ts';
import { mainOf, programOf } from './program.ts';

const transports = `import { createRequire } from 'node:module';
import { websocket, ws } from 'xstate-phoenix';
if (createRequire(import.meta.url)('xstate-phoenix').ws !== ws) throw new Error('require gives another library');`;

/** A release of Node: with `ws`, with its own WebSocket if it has one, and with `require` as well as `import`. */
function node(major: number): Check {
  const os = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${os}-${process.arch}`;
  return {
    name: `Node ${major}`,
    ws: true,
    packages: [`${name}@${major}`],
    async run(lab) {
      lab.write({
        'main.mjs': mainOf(lab.url, { bytes: true, before: transports }),
        'own.mjs': mainOf(lab.url, { bytes: true, before: transports, input: 'transport: websocket()' }),
      });
      const binary = join(lab.folder, 'node_modules', name, 'bin', 'node');
      const said = await lab.run(binary, ['main.mjs']);
      return major < 22 ? said : said + (await lab.run(binary, ['own.mjs']));
    },
  };
}

/** A runtime that has a WebSocket of its own. */
function other(
  name: string,
  binary: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Check {
  return {
    name,
    ws: false,
    packages: [binary],
    run(lab: Lab) {
      lab.write({ 'main.mjs': mainOf(lab.url, { bytes: true }) });
      return lab.tool(binary, [...args, 'main.mjs'], { env });
    },
  };
}

const workerHost = `import { readFileSync } from 'node:fs';
import { Miniflare } from 'miniflare';
const worker = new Miniflare({
  modules: true, script: readFileSync('out.mjs', 'utf8'), compatibilityDate: '2025-01-01', port: 0,
});
try {
  console.log(await (await worker.dispatchFetch('http://localhost/')).text());
} finally {
  await worker.dispose();
}`;

/** The runtime of Cloudflare's workers. It has less than a worker of a page. */
const worker: Check = {
  name: 'Miniflare (workers of Cloudflare)',
  ws: false,
  packages: ['miniflare', 'esbuild'],
  async run(lab) {
    const handler = 'export default { fetch: async () => new Response(await live()) };';
    lab.write({ 'main.js': `${programOf(lab.url, { bytes: true })}${handler}`, 'host.mjs': workerHost });
    const conditions = '--conditions=workerd,worker,browser';
    await lab.tool('esbuild', ['main.js', '--bundle', conditions, '--format=esm', '--outfile=out.mjs']);
    return lab.run(process.execPath, ['host.mjs']);
  },
};

export const runtimes: readonly Check[] = [
  node(20),
  node(22),
  node(24),
  other('Bun', 'bun', ['run']),
  other('Deno', 'deno', ['run', '--allow-net', '--node-modules-dir=manual'], { DENO_NO_UPDATE_CHECK: '1' }),
  worker,
];
