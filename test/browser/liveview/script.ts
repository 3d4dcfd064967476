import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const page = fileURLToPath(new URL('../../fixtures/liveview/page.js', import.meta.url));

/** The script of the recorded pages, with the sockets of a module: npm `phoenix_live_view` runs on them. */
export async function pageScript(socketsOf: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [page],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    alias: { 'socket-under-test': socketsOf },
    conditions: ['browser', 'xstate-phoenix-source'],
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles.map(({ text }) => text).join('');
}
