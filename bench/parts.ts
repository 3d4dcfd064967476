/**
 * What the bytes of a page's download are for, without xstate. Each part is measured minified; gzip makes about a third of it.
 * Run: npx tsx bench/parts.ts
 */
import { gzipSync } from 'node:zlib';
import { pageBuild } from '../test/support/page.bundle.ts';

/** The parts, by the names of their files. The first that fits counts. */
const parts: readonly (readonly [part: string, files: RegExp])[] = [
  ['the two charts, and that of the page', /(channel|client|page)\.(machine|setup)/],
  ['the steps of channels, planned once', /channel\/(plans|steps|actions|create|timers)|chart\.types/],
  ['options: their rules, defaults and delays', /configuration|delays|values|policy|backoff|retry\.after/],
  ['secrets: no token in any error', /secrets|scrub/],
  ['errors and problems', /errors|problem|sentences|failure|hopelessness|report|give\.up|failing|unreachable/],
  ['callbacks, for `provide` and `defineClient`', /callbacks|calls|assigns|interceptors|user\.code/],
  ['pushes: buffer, deadlines, outcomes', /push|outcomes|outgoing|deadline|unseen|emitted\.call|awaitable|signals/],
  ['turns of joins, joins and leaves', /join|leave|line\.ts|channel\.end|goodbye/],
  ['frames: JSON and bytes, refs, UTF-8', /protocol\/(?!endpoint)/],
  ['the endpoint: url, params, token', /endpoint/],
  ['the WebSocket and its end', /transport|connection\.end|socket\.end|inbox|outlet|next\.task/],
  ['heartbeats and waking', /heartbeat|silence|idleness/],
  ['restarts and persistence', /restart|persistence|early|life|wanted|lasting/],
  ['topics, routing, listeners', /./],
];

const { text, bytesOf } = await pageBuild('export { clientMachine, interpret, join, on, push } from "xstate-phoenix"');
const sums = new Map(parts.map(([part]) => [part, 0]));
for (const [file, bytes] of bytesOf) {
  const [part = ''] = parts.find(([, files]) => files.test(file)) ?? [];
  sums.set(part, (sums.get(part) ?? 0) + bytes);
}
const gzipped = gzipSync(text).length;
for (const [part, bytes] of [...sums].sort(([, a], [, b]) => b - a)) {
  const share = (bytes / text.length) * gzipped;
  console.log(`${part.padEnd(44)} ${String(bytes).padStart(6)} bytes, about ${(share / 1_000).toFixed(1)} kB gzipped`);
}
console.log(`${'all'.padEnd(44)} ${String(text.length).padStart(6)} bytes, ${(gzipped / 1_000).toFixed(1)} kB gzipped`);
