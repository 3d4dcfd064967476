import { describe, expect, it } from 'vitest';
import { awaitConnect, awaitDisconnect, awaitJoin, connect, disconnect, join, ping, push } from 'xstate-phoenix';
import '../../support/matchers.ts';
import { createWorld, type World } from '../../support/world.ts';

const hidden = (world: World) => {
  world.socket.close();
  world.client.send({ type: 'page.hidden' });
};
const draining = (world: World) => {
  world.open().bufferedAmount = 5;
  world.client.send({ type: 'client.disconnect' });
};
const closing = (world: World) => {
  world.open();
  world.client.send({ type: 'client.disconnect' });
};
const awaitingAck = (world: World) => {
  world.open();
  world.clock.increment(30_000);
};
const joined = (world: World) => {
  const socket = world.open();
  const room = join(world.client, 'room:lobby');
  socket.reply(socket.last('phx_join'));
  push(room, 'slow');
  join(world.client, 'room:joining');
};
const congested = (world: World) => {
  joined(world);
  world.socket.bufferedAmount = Number.POSITIVE_INFINITY;
  for (const room of ['room:lobby']) push(join(world.client, room), 'waits');
};

describe('a client that is stopped', () => {
  it.each<[string, (world: World) => void]>([
    ['preparing', () => {}],
    ['dialing', () => {}],
    ['connected', (world) => world.open()],
    ['waiting for a heartbeat', awaitingAck],
    ['with topics and pushes', joined],
    ['congested', congested],
    ['waiting to retry', (world) => world.socket.close()],
    ['paused', hidden],
    ['draining', draining],
    ['closing', closing],
    ['disconnected', (world) => world.client.send({ type: 'client.disconnect' })],
    ['failed', (world) => world.socket.refuse(403)],
  ])('while %s leaves no timer and no socket', (name, arrange) => {
    const world = createWorld(name === 'preparing' ? { params: () => new Promise<never>(() => {}) } : {});
    arrange(world);
    world.client.stop();
    expect(world.client.getSnapshot().status).toBe('stopped');
    expect(world.clock.timers).toBe(0);
    expect(world.alive).toEqual([]);
    const dialed = world.sockets.length;
    world.clock.increment(600_000);
    expect(world.sockets.length).toBe(dialed);
  });

  it.each<[string, (world: World) => void]>([
    ['connected', () => {}],
    ['closing', ({ client }) => client.send({ type: 'client.disconnect' })],
    ['waiting to retry', ({ socket }) => socket.close()],
  ])('while %s has told each topic once that the connection is lost', (_, arrange) => {
    const told: string[] = [];
    const world = createWorld(
      {},
      {
        inspect: (inspected) => {
          if (inspected.type === '@xstate.event' && inspected.event.type === 'connection.lost')
            told.push(String(Reflect.get(inspected.actorRef, 'id')));
        },
      },
    );
    joined(world);
    arrange(world);
    world.client.stop();
    expect(told.filter((id) => id.startsWith('room:'))).toEqual(['room:lobby', 'room:joining']);
  });

  it('hears nothing more from its socket', () => {
    const world = createWorld();
    const { socket } = world;
    world.client.stop();
    socket.open();
    socket.raw('not json');
    socket.close();
    expect(world.client.getSnapshot().status).toBe('stopped');
  });

  it('settles all waits at once, and leaves no timer', async () => {
    const world = createWorld();
    const room = join(world.client, 'room:lobby');
    const waits = [
      awaitConnect(world.client, { timeoutMs: 1000 }),
      connect(world.client, { timeoutMs: 1000 }),
      awaitJoin(room, { timeoutMs: 1000 }),
    ];
    const over = awaitDisconnect(world.client, { timeoutMs: 1000 });
    await Promise.resolve();
    world.client.stop();
    expect(world.clock.timers).toBe(0);
    await over;
    for (const wait of waits) await expect(wait).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('settles all later calls at once', async () => {
    const world = createWorld();
    world.open();
    world.client.stop();
    await expect(connect(world.client)).rejects.toMatchObject({ name: 'ConnectError', code: 'disconnected' });
    await expect(awaitConnect(world.client)).rejects.toMatchObject({ code: 'disconnected' });
    await expect(ping(world.client)).rejects.toMatchObject({ code: 'disconnected' });
    await disconnect(world.client);
    await awaitDisconnect(world.client);
    expect(() => join(world.client, 'room:lobby')).toThrow(expect.objectContaining({ code: 'disconnected' }));
  });

  it('can be stopped again', () => {
    const world = createWorld();
    world.client.stop();
    world.client.stop();
    expect(world.client.getSnapshot().status).toBe('stopped');
  });
});
