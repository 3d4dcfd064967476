import { describe, expect, it } from 'vitest';
import { cast, join } from 'xstate-phoenix';
import '../../support/matchers.ts';
import { createWorld } from '../../support/world.ts';

describe('the patience with a heartbeat', () => {
  it('ends with its answer, and starts anew for the next heartbeat', () => {
    const world = createWorld();
    const socket = world.open();
    world.clock.increment(30_000);
    socket.reply(socket.last('heartbeat'));
    world.clock.increment(6_000);
    world.client.send({ type: 'page.visible' });
    world.clock.increment(9_999);
    expect(world.client).toBeIn({ connected: { heartbeat: 'awaiting-ack' } });
    world.clock.increment(1);
    expect(world.client).toBeIn('reconnect-waiting');
  });

  it('ends after its own timeout if the joins before it are answered by then', () => {
    const world = createWorld({ joinTimeoutMs: 60_000 });
    const socket = world.open();
    world.clock.increment(29_000);
    join(world.client, 'room:slow');
    world.clock.increment(2_000);
    socket.reply(socket.last('phx_join'));
    world.clock.increment(8_999);
    expect(world.client).toBeIn({ connected: { heartbeat: 'awaiting-ack' } });
    world.clock.increment(1);
    expect(world.client).toBeIn('reconnect-waiting');
  });

  it('is longer for signs of life and pushes, too, while joins delay the answer', () => {
    const world = createWorld({ joinTimeoutMs: 60_000 });
    const socket = world.open();
    const room = join(world.client, 'room:lobby');
    socket.reply(socket.last('phx_join'));
    world.clock.increment(29_000);
    join(world.client, 'room:slow');
    world.clock.increment(12_000);
    world.client.send({ type: 'page.visible' });
    cast(room, 'hello');
    expect(socket.of('hello')).toHaveLength(1);
    expect(world.client).toBeIn({ connected: { heartbeat: 'awaiting-ack' } });
  });

  it('is no longer in a rest, though a join is lost', () => {
    const world = createWorld({ joinTimeoutMs: 600_000 });
    const socket = world.open();
    world.clock.increment(29_000);
    join(world.client, 'room:lost');
    world.clock.increment(1_000);
    socket.reply(socket.last('heartbeat'));
    world.clock.sleep(40_001);
    world.client.send({ type: 'page.visible' });
    expect(world.client).toBeIn('reconnect-waiting');
  });
});
