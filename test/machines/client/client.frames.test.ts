import { describe, expect, it } from 'vitest';
import { type Frame, type FrameTap, join, onFrame, ping, push } from 'xstate-phoenix';
import { hear } from '../../support/hear.ts';
import '../../support/matchers.ts';
import { turns } from '../../support/room.ts';
import { createWorld } from '../../support/world.ts';

const joined = () => {
  const world = createWorld();
  const socket = world.open();
  const room = join(world.client, 'room:lobby');
  socket.reply(socket.last('phx_join'));
  return { world, client: world.client, socket, room };
};

describe('a frame that is dropped', () => {
  it.each([
    ['text that is no JSON', 'not json', 'malformed'],
    ['JSON of another form', '{"topic":"a"}', 'malformed'],
    ['an array that is too short', '["1","2"]', 'malformed'],
    ['an empty text', '', 'malformed'],
    ['bytes of a kind that Phoenix does not have', new Uint8Array([9, 0, 0, 0]).buffer, 'unknown_kind'],
    ['bytes that end within their own header', new Uint8Array([0, 5, 5]).buffer, 'truncated'],
    ['no bytes at all', new ArrayBuffer(0), 'truncated'],
  ])('because it is %s is told of, and the connection goes on', (_, data, why) => {
    const { client, socket } = joined();
    const heard = hear(client, 'frame.dropped');
    socket.raw(data);
    expect(heard).toMatchObject([{ why, topic: null, event: null, error: { name: 'ProtocolError', code: why } }]);
    expect(client).toBeIn('connected');
  });

  it.each<[string, Frame, string]>([
    ['of a topic nobody joined', [null, null, 'room:other', 'shout', {}], 'unknown_topic'],
    ['of an older join', ['99', null, 'room:lobby', 'shout', {}], 'stale'],
    ['that only clients may send', [null, '5', 'room:lobby', 'phx_join', {}], 'reserved'],
    ['that only clients may send, a leave', [null, '5', 'room:lobby', 'phx_leave', {}], 'reserved'],
    ['of the connection that is no answer', [null, null, 'phoenix', 'shout', {}], 'reserved'],
  ])('because it is one %s is told of', (_, frame, why) => {
    const { client, socket } = joined();
    const heard = hear(client, 'frame.dropped');
    socket.say(...frame);
    expect(heard).toEqual([{ type: 'frame.dropped', why, topic: frame[2], event: frame[3], error: null }]);
    expect(client).toBeIn('connected');
  });

  it('because its topic is not joined is emitted', () => {
    const world = createWorld();
    const socket = world.open();
    join(world.client, 'room:lobby');
    const heard = hear(world.client, 'frame.dropped');
    socket.say(null, null, 'room:lobby', 'shout', {});
    expect(heard).toMatchObject([{ why: 'not_joined', topic: 'room:lobby', event: 'shout' }]);
  });

  it('because the transport could not read it is emitted', () => {
    let unreadable: (why: string) => void = () => {};
    const world = createWorld({
      transport: (_, sink) => {
        unreadable = sink.unreadable;
        sink.opened();
        return { send: () => {}, close: () => {} };
      },
    });
    const heard = hear(world.client, 'frame.dropped');
    unreadable('A text frame is not UTF-8.');
    const error = { name: 'ProtocolError', code: 'malformed', message: 'A text frame is not UTF-8.' };
    expect(heard).toMatchObject([{ why: 'malformed', error }]);
    expect(world.client).toBeIn('connected');
    world.client.send({ type: 'client.disconnect' });
    world.clock.increment(1500);
    unreadable('A text frame is not UTF-8.');
    expect(heard.length).toBe(1);
  });

  it('because a serializer of the user threw is emitted with the error', () => {
    const failure = new Error('not mine');
    const world = createWorld({
      serializer: {
        vsn: '2.0.0',
        encode: (frame) => JSON.stringify(frame),
        decode: () => {
          throw failure;
        },
      },
    });
    const socket = world.open();
    const heard = hear(world.client, 'frame.dropped');
    socket.raw('[]');
    expect(heard).toMatchObject([{ why: 'malformed', error: { code: 'malformed', cause: failure } }]);
  });

  it('of a topic that was left is not emitted if it is the close, or a late reply', () => {
    const { client, socket } = joined();
    const heard = hear(client, 'frame.dropped');
    client.send({ type: 'channel.leave', topic: 'room:lobby' });
    socket.reply(socket.last('phx_leave'));
    socket.say('1', '1', 'room:lobby', 'phx_close', {});
    socket.say('1', '7', 'room:lobby', 'phx_reply', { status: 'ok', response: {} });
    expect(heard).toEqual([]);
    socket.say('1', null, 'room:lobby', 'shout', {});
    expect(heard).toMatchObject([{ why: 'unknown_topic' }]);
  });

  it('because its socket was given up is not emitted', () => {
    const world = createWorld();
    const old = world.open();
    world.client.send({ type: 'client.reconnect' });
    const heard = hear(world.client, 'frame.dropped');
    old.raw('not json');
    expect(heard).toEqual([]);
  });
});

describe('a ref', () => {
  it('is a fresh decimal string for each frame, over all connections of a client', async () => {
    const { world, client, socket, room } = joined();
    push(room, 'one');
    ping(client).catch(() => {});
    world.clock.increment(30_000);
    socket.close();
    world.clock.increment(10);
    const next = world.open();
    expect([...socket.frames, ...next.frames].map(([, ref]) => ref)).toEqual(['1', '2', '3', '4', '5']);
    await turns();
  });
});

describe('onFrame', () => {
  it('sees every frame in and out with its size, heartbeats included, and none after its undo', () => {
    const world = createWorld();
    const seen: FrameTap[] = [];
    const off = onFrame(world.client, (tap) => seen.push(tap));
    const socket = world.open();
    join(world.client, 'room:café');
    socket.reply(socket.last('phx_join'));
    world.clock.increment(30_000);
    socket.reply(socket.last('heartbeat'));
    socket.say(null, null, 'room:other', 'shout', { n: 1 });
    expect(seen.map(({ direction, frame }) => [direction, frame[2], frame[3]])).toEqual([
      ['out', 'room:café', 'phx_join'],
      ['in', 'room:café', 'phx_reply'],
      ['out', 'phoenix', 'heartbeat'],
      ['in', 'phoenix', 'phx_reply'],
      ['in', 'room:other', 'shout'],
    ]);
    expect(seen[0]).toEqual({ direction: 'out', frame: ['1', '1', 'room:café', 'phx_join', {}], bytes: 36 });
    off();
    socket.say(null, null, 'room:other', 'shout', {});
    expect(seen.length).toBe(5);
  });

  it('counts the bytes of binary frames', () => {
    const { client, socket } = joined();
    const seen: FrameTap[] = [];
    onFrame(client, (tap) => seen.push(tap));
    const broadcast = new Uint8Array([2, 3, 1, 116, 111, 112, 101, 1, 2]);
    socket.raw(broadcast.buffer);
    expect(seen).toMatchObject([
      { direction: 'in', bytes: 9, frame: [null, null, 'top', 'e', new Uint8Array([1, 2])] },
    ]);
  });

  it('is shown the payload of a push that had waited', () => {
    const world = createWorld();
    const room = join(world.client, 'room:lobby');
    push(room, 'early', { n: 1 });
    const seen: FrameTap[] = [];
    onFrame(world.client, (tap) => seen.push(tap));
    const socket = world.open();
    socket.reply(socket.last('phx_join'));
    expect(seen.at(-1)?.frame).toEqual(['1', '2', 'room:lobby', 'early', { n: 1 }]);
  });

  it('reports a listener that throws once for each frame, and others still see the frame', () => {
    const { client, socket, room } = joined();
    const failures = hear(client, 'listener.failed');
    const messages: unknown[] = [];
    const seen: FrameTap[] = [];
    room.on('message', (message) => messages.push(message));
    onFrame(client, () => {
      throw new Error('oops');
    });
    onFrame(client, (tap) => seen.push(tap));
    socket.say(null, null, 'room:lobby', 'shout', {});
    expect(failures).toEqual([
      { type: 'listener.failed', error: new Error('oops'), topic: 'room:lobby', event: 'onFrame' },
    ]);
    expect(seen.length).toBe(1);
    expect(messages.length).toBe(1);
  });

  it('has a listener that was added by another one hear from the next frame on', () => {
    const { client, socket } = joined();
    let added = 0;
    const add = () => {
      added += 1;
      if (added < 100) onFrame(client, add);
    };
    onFrame(client, add);
    socket.say(null, null, 'room:lobby', 'shout', {});
    expect(added).toBe(1);
  });

  it('undoes no other listener, even one of the same function', () => {
    const { client, socket } = joined();
    let seen = 0;
    const count = () => {
      seen += 1;
    };
    const off = onFrame(client, count);
    onFrame(client, count);
    off();
    off();
    socket.say(null, null, 'room:lobby', 'shout', {});
    expect(seen).toBe(1);
  });
});
