import { describe, expect, it } from 'vitest';
import { on, push } from 'xstate-phoenix';
import type { Link } from './proxy.ts';
import { failureOf, joinedAnew, joinedWorld, next, TOPICS, until } from './world.ts';

const cuts: readonly (readonly [string, (link: Link) => void])[] = [
  ['reset', (link) => link.cut('rst')],
  ['ended by TCP without a close frame', (link) => link.cut('fin')],
  ['half closed towards the client', (link) => link.halfClose('down')],
  ['half closed towards the server', (link) => link.halfClose('up')],
];

describe('a connection that is cut', () => {
  it.each(cuts)('and %s: it is lost with 1006, and each topic joins the next one once', async (_, cut) => {
    const world = await joinedWorld();
    const lost = next(world.client, 'connection.lost');
    const again = joinedAnew(world);
    world.proxy.links.forEach(cut);
    expect(await lost).toMatchObject({ code: 1006, cause: 'remote', willRetry: true });
    await again;
    expect(world.joinsOn(2)).toEqual(TOPICS);
    expect(world.said.map(({ type }) => type)).toEqual(['connected', 'connection.lost', 'connected']);
  });

  it('rejects what was sent as disconnected at once, and never sends it again', async () => {
    const world = await joinedWorld();
    const pushes = world.rooms.map((room) => push(room, 'noreply'));
    await until(() => world.readOn(1, 'noreply').length === 3);
    const again = joinedAnew(world);
    world.proxy.cut();
    for (const outcome of pushes) expect(await failureOf(outcome)).toEqual({ code: 'disconnected', sent: true });
    await again;
    await Promise.all(world.rooms.map((room) => push(room, 'ping')));
    expect(world.readOn(2, 'noreply')).toEqual([]);
  });

  it('keeps what was not sent for the next one, and sends it once, in order', async () => {
    const world = await joinedWorld();
    const failed = next(world.client, 'connect.failed');
    world.proxy.receive('refuse');
    world.proxy.cut();
    expect(await failed).toMatchObject({ attempt: 2, willRetry: true, error: { code: 'unreachable' } });
    const replies = [1, 2, 3].map((n) => push(world.rooms[0], 'ping', { n }));
    world.proxy.heal();
    expect(await Promise.all(replies)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(world.readOn(2, 'ping')).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('delivers nothing of a frame that was on its way', async () => {
    const world = await joinedWorld();
    const [room] = world.rooms;
    const heard: unknown[] = [];
    on(room, '*', (payload) => heard.push(payload));
    world.proxy.treat('down', { bytesPerSecond: 1_000_000 });
    const outcome = push(room, 'push_me', { event: 'tick', payload: { text: 'x'.repeat(1_000_000) }, n: 1 });
    await until(() => world.readOn(1, 'push_me').length === 1);
    const again = joinedAnew(world);
    world.proxy.cut();
    world.proxy.heal();
    expect(await failureOf(outcome)).toEqual({ code: 'disconnected', sent: true });
    await again;
    expect(heard).toEqual([]);
    expect(world.said.map(({ type }) => type)).not.toContain('frame.dropped');
  });
});

describe('a network that cuts every connection for a while', () => {
  it('has one join for each topic on each connection, and a client that is joined in the end (I2, I7)', async () => {
    const world = await joinedWorld();
    for (let connection = 2; connection <= 11; connection += 1) {
      const again = joinedAnew(world);
      world.proxy.cut(connection % 2 === 0 ? 'rst' : 'fin');
      await again;
      expect(world.joinsOn(connection)).toEqual(TOPICS);
    }
    expect(world.server.connections).toBe(1);
  });
});
