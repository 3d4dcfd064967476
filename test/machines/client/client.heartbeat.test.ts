import { describe, expect, it, vi } from 'vitest';
import { cast, type Frame, join } from 'xstate-phoenix';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { createWorld } from '../../support/world.ts';

const connected = (input: Parameters<typeof createWorld>[0] = {}) => {
  const world = createWorld(input);
  return { ...world, world, socket: world.open() };
};

describe('a heartbeat', () => {
  it('is first sent one interval after the connection opened, and not before', () => {
    const { socket, clock } = connected();
    clock.increment(29_999);
    expect(socket.frames).toEqual([]);
    clock.increment(1);
    expect(socket.frames).toEqual([[null, '1', 'phoenix', 'heartbeat', {}]]);
  });

  it('is followed by the next one an interval after its answer', () => {
    const { socket, clock } = connected();
    clock.increment(30_000);
    clock.increment(4000);
    socket.reply(socket.last('heartbeat'));
    clock.increment(29_999);
    expect(socket.of('heartbeat').length).toBe(1);
    clock.increment(1);
    expect(socket.of('heartbeat').length).toBe(2);
  });

  it('tells how long its answer took', () => {
    const { client, socket, clock } = connected();
    const heard = hear(client, 'heartbeat');
    clock.increment(30_000);
    clock.increment(120);
    socket.reply(socket.last('heartbeat'));
    expect(heard).toEqual([{ type: 'heartbeat', rttMs: 120 }]);
  });

  it('has a ref of its own each time', () => {
    const { socket, clock } = connected();
    for (let beat = 0; beat < 3; beat += 1) {
      clock.increment(30_000);
      socket.reply(socket.last('heartbeat'));
    }
    expect(socket.of('heartbeat').map(([, ref]) => ref)).toEqual(['1', '2', '3']);
  });

  it('that gets no answer within heartbeatTimeoutMs ends the connection at once', () => {
    const { client, socket, clock } = connected({ heartbeatTimeoutMs: 4000 });
    const heard = hear(client, 'connection.lost');
    clock.increment(33_999);
    expect(client).toBeIn({ connected: { heartbeat: 'awaiting-ack' } });
    clock.increment(1);
    expect(heard).toEqual([
      { type: 'connection.lost', code: 1006, reason: '', cause: 'heartbeat', error: null, willRetry: true },
    ]);
    expect(client).toBeIn({ 'reconnect-waiting': 'backoff' });
    expect(socket.isAlive).toBe(false);
  });

  it('does not wait for the dead socket to close before the client dials anew', () => {
    const { world, clock } = connected();
    clock.increment(40_010);
    expect(world.sockets.length).toBe(2);
    expect(world.alive.length).toBe(1);
  });

  it('has ten seconds by default, or the interval if that is less', () => {
    const slow = connected();
    slow.clock.increment(39_999);
    expect(slow.client).toBeIn('connected');
    slow.clock.increment(1);
    expect(slow.client).toBeIn('reconnect-waiting');
    const fast = connected({ heartbeatIntervalMs: 2000 });
    fast.clock.increment(3999);
    expect(fast.client).toBeIn('connected');
    fast.clock.increment(1);
    expect(fast.client).toBeIn('reconnect-waiting');
  });

  it('is not sent at all with an interval of 0', () => {
    const { client, socket, clock } = connected({ heartbeatIntervalMs: 0 });
    clock.increment(600_000);
    client.send({ type: 'page.visible' });
    expect(socket.frames).toEqual([]);
    expect(client).toBeIn({ connected: { heartbeat: 'off' } });
  });

  it('with an interval of 0 does not keep a push from being written after a long rest', () => {
    const { client, socket, clock } = connected({ heartbeatIntervalMs: 0 });
    const room = join(client, 'room:a');
    socket.reply(socket.last('phx_join'));
    clock.increment(600_000);
    cast(room, 'hello');
    expect(socket.of('hello').length).toBe(1);
  });

  it.each<[string, Frame]>([
    ['an answer to another ref', [null, '77', 'phoenix', 'phx_reply', { status: 'ok', response: {} }]],
    ['an answer with its ref on another topic', [null, '1', 'room:a', 'phx_reply', { status: 'ok', response: {} }]],
    ['another event with its ref', [null, '1', 'phoenix', 'shout', {}]],
    ['a message', [null, null, 'room:a', 'shout', {}]],
  ])('is not answered by %s', (_, frame) => {
    const { client, socket, clock } = connected();
    clock.increment(30_000);
    socket.say(...frame);
    expect(client).toBeIn({ connected: { heartbeat: 'awaiting-ack' } });
    clock.increment(10_000);
    expect(client).toBeIn('reconnect-waiting');
  });

  it('is not answered twice', () => {
    const { client, socket, clock } = connected();
    const heard = hear(client, 'heartbeat');
    clock.increment(30_000);
    socket.reply(socket.last('heartbeat'));
    clock.increment(30_000);
    const [first] = socket.of('heartbeat');
    if (first) socket.reply(first);
    expect(heard.length).toBe(1);
    expect(client).toBeIn({ connected: { heartbeat: 'awaiting-ack' } });
  });

  it('dies with its connection, and so does the wait for its answer', () => {
    const { client, socket, clock, world } = connected({ reconnectAfterMs: [1_000_000] });
    clock.increment(30_000);
    socket.close();
    expect(client.getSnapshot().context.heartbeatRef).toBeNull();
    clock.increment(100_000);
    expect(socket.of('heartbeat').length).toBe(1);
    expect(world.sockets.length).toBe(1);
  });

  it('is not sent, and does not time out, after a disconnect', () => {
    const { client, socket, clock } = connected();
    const heard = hear(client);
    client.send({ type: 'client.disconnect' });
    socket.close(1000);
    expect(clock.timers).toBe(0);
    clock.increment(600_000);
    expect(socket.frames).toEqual([]);
    expect(heard).toEqual([{ type: 'disconnected' }]);
  });

  it('of an older connection is no answer on a new one', () => {
    const { world, clock } = connected();
    clock.increment(30_000);
    const old = world.socket.last('heartbeat');
    world.socket.close();
    clock.increment(10);
    const next = world.open();
    clock.increment(30_000);
    next.reply(old);
    expect(world.client).toBeIn({ connected: { heartbeat: 'awaiting-ack' } });
    expect(next.last('heartbeat')[1]).not.toBe(old[1]);
  });

  it('that the serializer can not encode ends the connection at once, and the error is only its cause', () => {
    const { client, clock } = connected({
      serializer: {
        vsn: '2.0.0',
        encode: () => {
          throw new Error('no form');
        },
        decode: (data) => JSON.parse(String(data)),
      },
    });
    const heard = hear(client, 'listener.failed', 'connection.lost');
    clock.increment(30_000);
    expect(heard).toMatchObject([
      { type: 'connection.lost', code: 1006, cause: 'send', error: { code: 'lost', cause: { message: 'no form' } } },
    ]);
  });
});

describe('a heartbeat while a join is outstanding', () => {
  it('has until the deadline of the join, since the server answers it after that', () => {
    const { client, socket, clock } = connected({ joinTimeoutMs: 25_000 });
    clock.increment(29_000);
    join(client, 'room:slow');
    clock.increment(1000);
    expect(socket.of('heartbeat').length).toBe(1);
    clock.increment(23_999);
    expect(client).toBeIn('connected');
    clock.increment(1);
    expect(client).toBeIn('reconnect-waiting');
  });

  it('has its own time where that is longer', () => {
    const { client, clock } = connected({ joinTimeoutMs: 2000 });
    clock.increment(29_000);
    join(client, 'room:slow');
    clock.increment(1000);
    clock.increment(9999);
    expect(client).toBeIn('connected');
    clock.increment(1);
    expect(client).toBeIn('reconnect-waiting');
  });

  it('has until the last of several deadlines', () => {
    const { client, clock } = connected({ joinTimeoutMs: 20_000 });
    clock.increment(25_000);
    join(client, 'room:a', { joinTimeoutMs: 40_000 });
    join(client, 'room:b');
    clock.increment(5000 + 34_999);
    expect(client).toBeIn('connected');
    clock.increment(1);
    expect(client).toBeIn('reconnect-waiting');
  });

  it('has its usual time once the join is answered', () => {
    const { client, socket, clock } = connected({ joinTimeoutMs: 60_000 });
    clock.increment(29_000);
    join(client, 'room:a');
    socket.reply(socket.last('phx_join'));
    clock.increment(1000 + 10_000);
    expect(client).toBeIn('reconnect-waiting');
  });
});

describe('a rest between heartbeats', () => {
  const warned = (heartbeatIntervalMs: number) => {
    const world = createWorld({ heartbeatIntervalMs }, { start: false });
    const failed: unknown[] = [];
    world.client.on('listener.failed', (event) => failed.push(event));
    world.client.start();
    for (let connections = 0; connections < 3; connections += 1) {
      world.open().close();
      world.clock.increment(1_000);
    }
    return failed;
  };

  it.each([0, 30_000, 45_000])('of %i ms is fine', (heartbeatIntervalMs) => {
    expect(warned(heartbeatIntervalMs)).toEqual([]);
  });

  it.each([45_001, 60_000, 2 ** 31 - 1])('of %i ms is warned of once, however often the client connects', (restMs) => {
    const error = expect.objectContaining({
      code: 'configuration',
      problems: [{ path: 'heartbeatIntervalMs', message: expect.stringContaining(`is ${restMs}, and Phoenix closes`) }],
    });
    expect(warned(restMs)).toEqual([{ type: 'listener.failed', topic: null, event: 'heartbeatIntervalMs', error }]);
  });

  it('that is too long is logged where nobody listens, by a client that is started', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { client } = createWorld({ heartbeatIntervalMs: 60_000 }, { start: false });
    expect(log).not.toHaveBeenCalled();
    client.start();
    await null;
    expect(log.mock.calls.map(([text]) => text)).toEqual([
      'xstate-phoenix: there is a problem with "heartbeatIntervalMs"',
    ]);
    log.mockRestore();
  });
});
