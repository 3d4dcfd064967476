import { fileURLToPath } from 'node:url';
import type { Entry } from '../inspector/src/wire.types.ts';
import { openBrowser } from '../test/browser/browser.ts';
import { CONNECTED, clientRow, event, frame, helpers, state, topicRow } from '../test/inspector/actors.ts';
import { setup as buildPage } from '../test/inspector/build.ts';
import { startFake } from '../test/inspector/fake.service.ts';

/** The scene of the pictures: one of several topics crashes, on the second connection. */
const startedAt = Date.now() - 60_000;
const names = ['room:lobby', 'room:standup', 'user:4711', 'presence:team', 'orders:eu', 'orders:us', 'metrics:live'];
const topics = names.map((name, index) =>
  name === 'orders:us'
    ? topicRow(3 + index, name, 'joining')
    : name === 'metrics:live'
      ? topicRow(3 + index, name, 'closed', { tags: [] })
      : topicRow(3 + index, name),
);

function past(): readonly Entry[] {
  const entries: Entry[] = [
    event(40_100, 0, 'client.connect', 'outside'),
    state(40_101, 0, 'client.connect', { connecting: 'preparing' }),
    event(40_103, 0, 'transport.prepared', 2),
    state(40_103, 0, 'transport.prepared', { connecting: 'dialing' }),
    event(40_131, 0, 'transport.opened', 2),
    state(40_131, 0, 'transport.opened', CONNECTED, { context: clientRow().context, tags: ['connected', 'stable'] }),
  ];
  names.slice(0, 5).forEach((name, index) => {
    const [n, ref, at] = [3 + index, String(index + 1), 40_132 + index * 2];
    entries.push(
      event(at, n, 'connection.opened', 1),
      state(at, n, 'connection.opened', 'joining'),
      frame(at + 1, 'out', name, 'phx_join', { ref, joinRef: ref, bytes: 51 + index }),
      frame(at + 12, 'in', name, 'phx_reply', { ref, joinRef: ref, bytes: 93 }),
      event(at + 12, n, 'join.accepted', 0, { detail: { joinRef: ref } }),
      state(at + 12, n, 'join.accepted', 'joined', {
        context: topicRow(n, name).context,
        tags: ['joined', 'can-push'],
      }),
    );
  });
  for (let beat = 0; beat < 3; beat++) {
    const at = 42_000 + beat * 5000;
    entries.push(
      frame(at, 'out', 'phoenix', 'heartbeat', { ref: String(20 + beat), bytes: 41 }),
      frame(at + 8, 'in', 'phoenix', 'phx_reply', { ref: String(20 + beat), bytes: 64 }),
      event(at + 8, 0, 'heartbeat.acknowledged', 2, { detail: { ref: String(20 + beat) } }),
      frame(at + 900, 'in', 'room:lobby', 'new_msg', { joinRef: '1', bytes: 148, times: 11 }),
      event(at + 900, 3, 'channel.message', 0, { detail: { joinRef: '1' }, times: 11 }),
    );
  }
  return entries.sort((a, b) => a.at - b.at);
}

const crash = (at: number): readonly Entry[] => [
  event(at - 700, 3, 'channel.push', 'outside'),
  frame(at - 699, 'out', 'room:lobby', 'new_msg', { ref: '31', joinRef: '1', bytes: 77 }),
  frame(at - 641, 'in', 'room:lobby', 'phx_reply', { ref: '31', joinRef: '1', bytes: 70 }),
  event(at - 641, 3, 'channel.reply', 0, { detail: { joinRef: '1', ref: '31' } }),
  frame(at - 2, 'in', 'room:standup', 'phx_error', { ref: '2', joinRef: '2', bytes: 44 }),
  event(at - 1, 4, 'channel.crashed', 0, { detail: { joinRef: '2' } }),
  state(
    at,
    4,
    'channel.crashed',
    { 'rejoin-waiting': 'backoff' },
    {
      tags: ['can-push'],
      context: {
        topic: 'room:standup',
        attempt: 2,
        retryAt: startedAt + at + 5000,
        retryInMs: 5000,
        joinRef: null,
        joins: 1,
      },
    },
  ),
];

await buildPage();
const browser = await openBrowser();
try {
  for (const theme of ['light', 'dark'] as const) {
    const service = await startFake({ rows: [clientRow(), ...helpers, ...topics], startedAt, control: true });
    const { page } = await browser.openUrl(service.url);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: theme });
    await page.getByRole('treeitem', { name: 'room:standup' }).click();
    await page.locator('.chart').waitFor();
    const at = Date.now() - startedAt;
    service.beat(at, [...past(), ...crash(at)]);
    await page.getByText('rejoin in').waitFor();
    await page.getByRole('option', { name: 'phx_error' }).last().click();
    // Waits until the arrow has stopped flashing.
    await page.waitForTimeout(1600);
    const file = fileURLToPath(new URL(`../docs/inspector-${theme}.png`, import.meta.url));
    await page.screenshot({ path: file });
    console.log(file);
    await page.close();
    await service.stop();
  }
} finally {
  await browser.close();
}
