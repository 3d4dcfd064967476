import { describe, expect, it } from 'vitest';
import { cast, join } from 'xstate-phoenix';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { createWorld } from '../../support/world.ts';

const congested = () => {
  const world = createWorld({ maxBufferedAmount: 100 });
  const socket = world.open();
  const room = join(world.client, 'room:lobby');
  socket.reply(socket.last('phx_join'));
  socket.bufferedAmount = 101;
  cast(room, 'first');
  cast(room, 'second');
  return { world, client: world.client, clock: world.clock, socket };
};

describe('a socket that holds more than maxBufferedAmount', () => {
  it('gets no push until it holds less', () => {
    const { client, clock, socket } = congested();
    const heard = hear(client, 'drain');
    expect(client).toBeIn({ connected: { flow: 'congested' } });
    clock.increment(500);
    expect(socket.of('first')).toEqual([]);
    socket.bufferedAmount = 100;
    clock.increment(50);
    expect(client).toBeIn({ connected: { flow: 'flowing' } });
    expect(heard).toEqual([{ type: 'drain' }]);
    expect(socket.frames.slice(1).map((frame) => frame[3])).toEqual(['first', 'second']);
  });

  it('is not checked any more once the connection has ended', () => {
    const { client, clock, socket } = congested();
    client.send({ type: 'client.disconnect' });
    socket.close(1000);
    expect(client).toBeIn('disconnected');
    client.stop();
    expect(clock.timers).toBe(0);
  });

  it('still gets its heartbeats', () => {
    const { clock, socket } = congested();
    clock.increment(30_000);
    expect(socket.of('heartbeat').length).toBe(1);
  });
});

describe('a socket without bufferedAmount', () => {
  it('is never congested, and closes without a drain', () => {
    const world = createWorld({
      transport: (_, sink) => {
        sink.opened();
        return { send: () => {}, close: () => {} };
      },
    });
    world.client.send({ type: 'client.disconnect' });
    expect(world.client).toBeIn({ disconnecting: 'closing' });
  });
});
