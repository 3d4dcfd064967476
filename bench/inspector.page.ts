/**
 * How long the page of the inspector takes with 10000 topics: until its first paint, until it shows all of them, and
 * until it shows all of them waiting after the connection was lost. Run: npm run page && npx tsx
 * --conditions=xstate-phoenix-source bench/inspector.page.ts
 */
import { awaitJoin, clientMachine, interpret, join } from 'xstate-phoenix';
import { startServer } from 'xstate-phoenix/testing';
import { startInspector } from 'xstate-phoenix-inspector';
import { openBrowser } from '../test/browser/browser.ts';
import { show, spreadOf } from './measure.ts';

const ROUNDS = 5;
const TOPICS = 10_000;
const many = TOPICS.toLocaleString('en');

const server = await startServer({ channels: { 'room:*': { join: () => ({ ok: {} }) } }, maxChannels: TOPICS });
const inspector = await startInspector();
const client = interpret(clientMachine, {
  input: { url: server.url, jitter: 0, reconnectAfterMs: [3_000], joinTimeoutMs: 60_000 },
  inspect: inspector.inspect,
}).start();
const rooms = Array.from({ length: TOPICS }, (_, index) => join(client, `room:${index}`));
await Promise.all(rooms.map((room) => awaitJoin(room)));

const browser = await openBrowser();
const painted: number[] = [];
const counted: number[] = [];
const waiting: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  await Promise.all(rooms.map((room) => awaitJoin(room)));
  const { page } = await browser.openUrl('about:blank');
  const start = performance.now();
  await page.goto(inspector.url);
  await page.getByText(`joined ${many}`).waitFor();
  counted.push(performance.now() - start);
  painted.push(
    await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN),
  );
  const cut = performance.now();
  server.dropConnections();
  await page.getByText(`rejoin-waiting ${many}`).waitFor();
  waiting.push(performance.now() - cut);
  await page.close();
}
show('first paint', spreadOf(painted), 'ms');
show(`until ${many} topics are shown as joined`, spreadOf(counted), 'ms');
show('from a drop until all are shown as waiting', spreadOf(waiting), 'ms');

await browser.close();
client.stop();
await inspector.stop();
await server.stop();
