import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { awaitJoin, type ChannelEmitted, join, type PushError, push } from 'xstate-phoenix';
import { createPool, occupancy } from 'xstate-phoenix/pool';
import { type Channel, startServer } from 'xstate-phoenix/testing';
import { random } from '../proof/random.ts';

const TOPICS = 10_000;
const CUTS = 100;
const LIMIT_MS = 120_000;

it('a pool keeps 10,000 topics over a real port, while its connections are cut at random', {
  timeout: LIMIT_MS,
}, async () => {
  const { int, pick } = random(2_024);
  const served = new Map<string, Set<Channel>>();
  const twice = new Set<string>();
  const server = await startServer({
    maxChannels: 100,
    channels: {
      '*': {
        join: (_, channel) => {
          const set = (served.get(channel.topic) ?? new Set()).add(channel);
          served.set(channel.topic, set);
          if (set.size > 1) twice.add(channel.topic);
          return { ok: {} };
        },
        handleIn: (_, payload) => ({ reply: ['ok', payload as object] }),
        terminate: (_, channel) => void served.get(channel.topic)?.delete(channel),
      },
    },
  });
  const pool = createPool({
    url: server.url,
    connections: TOPICS / 100,
    joinTimeoutMs: LIMIT_MS,
    pushTimeoutMs: LIMIT_MS,
  });
  const reports: unknown[] = [];
  pool.on('listener.failed', ({ error }) => void reports.push(error));
  pool.start();
  const rooms = Array.from({ length: TOPICS }, (_, index) => join(pool, `room:${index}`));
  await Promise.all(rooms.map((room) => awaitJoin(room)));
  expect(server.connections).toBe(TOPICS / 100);

  let lost = 0;
  for (const room of rooms)
    room.on('lost', (_: Extract<ChannelEmitted, { type: 'lost' }>) => {
      lost += 1;
    });
  const pushes: Promise<PushError | null>[] = [];
  for (let cut = 0; cut < CUTS; cut += 1) {
    const [channel] = served.get(`room:${int(TOPICS)}`) ?? [];
    channel?.socket.drop();
    for (let count = 0; count < 10; count += 1) {
      const n = pushes.length;
      const echoed = push(pick(rooms), 'echo', { n }).then((reply) => expect(reply).toEqual({ n }));
      pushes.push(
        echoed.then(
          () => null,
          (error: PushError) => error,
        ),
      );
    }
    if (cut % 10 === 0) await sleep(5);
  }
  const ends = await Promise.all(pushes);
  await Promise.all(rooms.map((room) => awaitJoin(room)));

  expect(lost).toBeGreaterThan(CUTS * 10);
  const failed = ends.filter((end) => end !== null);
  expect(failed.filter(({ code, sent }) => code !== 'disconnected' || !sent)).toEqual([]);
  expect(ends.length - failed.length).toBeGreaterThan(CUTS);
  expect([...twice]).toEqual([]);
  expect([...served.values()].filter((set) => set.size !== 1)).toEqual([]);
  const { connections, waiting } = occupancy(pool);
  expect(connections.map(({ topics }) => topics)).toEqual(connections.map(() => 100));
  expect(waiting).toBe(0);
  expect(reports).toEqual([]);
  pool.stop();
  await server.stop();
});
