/**
 * What a page downloads, minified: a client with join, on and push, without and with xstate, each entry point without it, and the
 * drop-in beside npm `phoenix`.
 * Run: npx tsx bench/size.ts
 */
import { gzipSync } from 'node:zlib';
import { pageBundle } from '../test/support/page.bundle.ts';

const client = 'export { clientMachine, interpret, join, on, push } from "xstate-phoenix"';
const pool =
  'export { interpret, join, on, push } from "xstate-phoenix"; export { createPool } from "xstate-phoenix/pool"';
const group =
  'export { clientMachine, interpret, join, on, push } from "xstate-phoenix"; export { createGroup } from "xstate-phoenix/group"';
const programs = [
  ['a client, without xstate', client, ['xstate']],
  ['a client, with xstate', client, []],
  ['xstate-phoenix/longpoll', 'export * from "xstate-phoenix/longpoll"', ['xstate']],
  ['xstate-phoenix/presence', 'export * from "xstate-phoenix/presence"', ['xstate']],
  ['a pool, without xstate', pool, ['xstate']],
  ['a group, without xstate', group, ['xstate']],
  ['ownerOf of xstate-phoenix/group', 'export { ownerOf } from "xstate-phoenix/group"', ['xstate']],
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
  const text = await pageBundle(contents, external);
  console.log(`${name}: ${text.length} bytes, ${gzipSync(text).length} gzipped`);
}
