/**
 * What a page downloads, minified: a client with join, on and push, without and with xstate, each entry point without it, and the
 * drop-in beside npm `phoenix`.
 * Run: npx tsx bench/size.ts
 */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const client = 'export { clientMachine, interpret, join, on, push } from "xstate-phoenix"';
const pool =
  'export { interpret, join, on, push } from "xstate-phoenix"; export { createPool } from "xstate-phoenix/pool"';
const programs = [
  ['a client, without xstate', client, ['xstate']],
  ['a client, with xstate', client, []],
  ['xstate-phoenix/longpoll', 'export * from "xstate-phoenix/longpoll"', ['xstate']],
  ['xstate-phoenix/presence', 'export * from "xstate-phoenix/presence"', ['xstate']],
  ['a pool, without xstate', pool, ['xstate']],
  ['xstate-phoenix/browser', 'export * from "xstate-phoenix/browser"', ['xstate']],
  [
    'the Socket of xstate-phoenix/phoenix, without xstate',
    'export { Socket } from "xstate-phoenix/phoenix"',
    ['xstate'],
  ],
  ['the Socket of xstate-phoenix/phoenix, with xstate', 'export { Socket } from "xstate-phoenix/phoenix"', []],
  ['the Socket of npm phoenix', 'export { Socket } from "phoenix"', []],
] as const;

for (const [name, contents, external] of programs) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['xstate-phoenix-source'],
    external: [...external],
  });
  const [output] = outputFiles;
  if (!output) throw new Error('Nothing was built.');
  console.log(`${name}: ${output.contents.length} bytes, ${gzipSync(output.contents).length} gzipped`);
}
