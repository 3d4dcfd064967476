import { describe, expect, it, vi } from 'vitest';
import { type ClientInput, cast, channels, push, v2 } from 'xstate-phoenix';
import {
  accept,
  crash,
  drop,
  joinedRoom,
  joiningRoom,
  offlineRoom,
  outcome,
  type Room,
  reconnected,
  refuse,
  TOPIC,
  turns,
} from './support/room.ts';
import { nextTask } from './support/task.ts';

/** The events of the pushes and casts that were written, in order. */
const pushed = ({ world }: Pick<Room, 'world'>) =>
  world.socket.frames.map((frame) => frame[3]).filter((event) => !/^phx_|^heartbeat$/.test(event));

const waiting: [string, () => Room][] = [
  ['without a connection', offlineRoom],
  ['joining', joiningRoom],
  [
    'waiting for its rejoin',
    () => {
      const made = joinedRoom();
      crash(made.socket);
      return made;
    },
  ],
];

/** Brings a topic from any of those to `joined`. */
function joinAtLast(made: Room): void {
  if (!made.client.getSnapshot().hasTag('connected')) made.world.open();
  if (made.room.getSnapshot().matches('rejoin-waiting')) made.clock.increment(1000);
  accept(made.world.socket);
}

describe('a push on a topic that is not joined', () => {
  it.each(waiting)('waits while that is %s, and is written behind the ok, in order', async (_, make) => {
    const made = make();
    const first = push(made.room, 'a', { n: 1 });
    cast(made.room, 'b', { n: 2 });
    void push(made.room, 'c', { n: 3 });
    expect(pushed(made)).toEqual([]);
    joinAtLast(made);
    void push(made.room, 'd', { n: 4 });
    expect(pushed(made)).toEqual(['a', 'b', 'c', 'd']);
    const [joinRef] = made.world.socket.last('phx_join');
    expect(made.world.socket.last('c')).toEqual([joinRef, expect.any(String), TOPIC, 'c', { n: 3 }]);
    made.world.socket.reply(made.world.socket.last('a'), 'ok', 'done');
    expect(await first).toBe('done');
  });

  it('is not written any more when the machine sleeps past its deadline', async () => {
    const made = offlineRoom();
    const late = push(made.room, 'late', {}, { timeoutMs: 100 });
    const inTime = push(made.room, 'in time', {}, { timeoutMs: 300 });
    cast(made.room, 'cast');
    made.clock.sleep(200);
    joinAtLast(made);
    expect(pushed(made)).toEqual(['in time', 'cast']);
    await expect(late).rejects.toMatchObject({ code: 'timeout', sent: false });
    expect(await outcome(inTime)).toBe('pending');
  });

  it('is written before anything that a listener of "joined" pushes', () => {
    const made = joiningRoom();
    void push(made.room, 'early');
    made.room.on('joined', () => void push(made.room, 'later'));
    accept(made.socket);
    expect(pushed(made)).toEqual(['early', 'later']);
  });

  it('is not written behind a join, only behind its ok', () => {
    const made = joiningRoom();
    void push(made.room, 'early');
    refuse(made.socket);
    expect(pushed(made)).toEqual([]);
    made.clock.increment(1000);
    expect(pushed(made)).toEqual([]);
    accept(made.socket);
    expect(pushed(made)).toEqual(['early']);
  });

  it('is written once, however often the topic is joined again', () => {
    const made = joiningRoom();
    void push(made.room, 'early');
    accept(made.socket);
    accept(reconnected(made));
    expect(made.socket.of('early')).toHaveLength(1);
    expect(pushed(made)).toEqual([]);
  });

  it('takes its ref when it is written', () => {
    const made = offlineRoom();
    void push(made.room, 'early');
    made.socket.open();
    accept(made.socket);
    expect(made.socket.frames.map((frame) => frame[1])).toEqual(['1', '2']);
  });

  it('waits through a loss of the connection', async () => {
    const made = joiningRoom();
    const early = push(made.room, 'early');
    drop(made);
    expect(await outcome(early)).toBe('pending');
    made.clock.increment(10);
    made.world.open();
    accept(made.world.socket);
    made.world.socket.reply(made.world.socket.last('early'), 'ok', 1);
    expect(await early).toBe(1);
  });

  it('sends the payload as it was at the call', () => {
    const made = joiningRoom();
    const payload = { list: [1], when: new Date(0), nested: { n: 1 } };
    void push(made.room, 'early', payload);
    payload.list.push(2);
    payload.nested.n = 2;
    payload.when.setTime(1);
    accept(made.socket);
    expect(made.socket.last('early')[4]).toEqual({ list: [1], when: '1970-01-01T00:00:00.000Z', nested: { n: 1 } });
  });

  it('sends it so with a serializer that can not capture, too', () => {
    const { capture: _, ...serializer } = v2();
    const made = joiningRoom({ serializer });
    const payload = { n: 1 };
    void push(made.room, 'early', payload);
    payload.n = 2;
    accept(made.socket);
    expect(made.socket.last('early')[4]).toEqual({ n: 1 });
  });

  it('names what the platform lacks for that', async () => {
    const { capture: _, ...serializer } = v2();
    const made = joiningRoom({ serializer });
    vi.stubGlobal('structuredClone', undefined);
    const kept = push(made.room, 'early', { n: 1 });
    vi.unstubAllGlobals();
    const cause = expect.objectContaining({
      message: expect.stringContaining('structuredClone, which a push that waits needs'),
    });
    await expect(kept).rejects.toMatchObject({ code: 'encode', sent: false, cause });
  });

  it('is rejected at once, alone, when it can not be encoded', async () => {
    const made = joiningRoom();
    void push(made.room, 'before');
    const broken = push(made.room, 'broken', { big: 1n });
    void push(made.room, 'after');
    await expect(broken).rejects.toMatchObject({ code: 'encode', sent: false });
    accept(made.socket);
    expect(pushed(made)).toEqual(['before', 'after']);
  });

  it('is rejected, alone and for good, when that only shows as it is written', async () => {
    const made = joiningRoom();
    void push(made.room, 'before');
    const broken = push(made.room, 'e'.repeat(300), new Uint8Array([1]));
    void push(made.room, 'after');
    expect(await outcome(broken)).toBe('pending');
    accept(made.socket);
    await expect(broken).rejects.toMatchObject({ code: 'encode', sent: false, cause: { code: 'too_long' } });
    expect(pushed(made)).toEqual(['before', 'after']);
    await nextTask();
    accept(reconnected(made));
    expect(pushed(made)).toEqual([]);
  });
});

describe('a socket that fails while the buffer is written', () => {
  it('costs the push it failed with, and the others wait for the next one', async () => {
    const made = joiningRoom();
    const pushes = ['a', 'b', 'c'].map((event) => push(made.room, event));
    made.socket.frames.push = () => {
      throw new Error('The socket is gone.');
    };
    accept(made.socket);
    await expect(pushes[0]).rejects.toMatchObject({ code: 'disconnected', sent: true });
    made.clock.increment(10);
    accept(made.world.open());
    expect(pushed(made)).toEqual(['b', 'c']);
  });
});

describe('the buffer of a topic', () => {
  const full = (overflow?: 'reject' | 'drop-oldest' | 'drop-newest', input: Partial<ClientInput> = {}) => {
    const made = joiningRoom({ ...input, pushBuffer: { max: 2, ...(overflow && { overflow }) } });
    const pushes = ['a', 'b', 'c'].map((event) => push(made.room, event));
    return { ...made, pushes };
  };

  it.each([
    [undefined, 2, ['a', 'b']],
    ['reject' as const, 2, ['a', 'b']],
    ['drop-newest' as const, 1, ['a', 'c']],
    ['drop-oldest' as const, 0, ['b', 'c']],
  ])('rejects one as overflow when it is full, by policy %s', async (overflow, rejected, kept) => {
    const made = full(overflow);
    await expect(made.pushes[rejected]).rejects.toMatchObject({ code: 'overflow', sent: false });
    accept(made.socket);
    expect(pushed(made)).toEqual(kept);
  });

  it('holds 100 by default', async () => {
    const { room } = joiningRoom();
    const pushes = Array.from({ length: 101 }, () => push(room, 'a'));
    const outcomes = await Promise.all(pushes.map(outcome));
    expect(outcomes.filter((each) => each === 'pending')).toHaveLength(100);
    await expect(pushes[100]).rejects.toMatchObject({ code: 'overflow' });
  });

  it('counts casts, of which it drops those without a word', () => {
    const made = joiningRoom({ pushBuffer: { max: 1, overflow: 'drop-oldest' } });
    cast(made.room, 'a');
    cast(made.room, 'b');
    accept(made.socket);
    expect(pushed(made)).toEqual(['b']);
  });

  it('belongs to one topic', async () => {
    const { client } = full();
    client.send({ type: 'channel.join', topic: 'room:other' });
    const [, other] = channels(client);
    if (!other) throw new Error('There is no other room.');
    expect(await outcome(push(other, 'a'))).toBe('pending');
  });

  it('has room again for what was given up, timed out or written', async () => {
    const made = joiningRoom({ pushBuffer: { max: 1 } });
    const controller = new AbortController();
    void push(made.room, 'aborted', {}, { signal: controller.signal });
    controller.abort();
    void push(made.room, 'timed out', {}, { timeoutMs: 10 });
    made.clock.increment(10);
    const third = push(made.room, 'third');
    expect(await outcome(third)).toBe('pending');
    accept(made.socket);
    expect(pushed(made)).toEqual(['third']);
  });

  it('drops a cast whose time is over', () => {
    const made = joiningRoom({ pushTimeoutMs: 50 });
    cast(made.room, 'stale');
    made.clock.increment(50);
    accept(made.socket);
    expect(pushed(made)).toEqual([]);
  });

  it('is emptied by the oldest deadline first, and leaves the rest', async () => {
    const made = joiningRoom();
    const short = push(made.room, 'short', {}, { timeoutMs: 10 });
    const long = push(made.room, 'long', {}, { timeoutMs: 20 });
    made.clock.increment(10);
    await expect(short).rejects.toMatchObject({ code: 'timeout', sent: false });
    expect(await outcome(long)).toBe('pending');
    made.clock.increment(10);
    await expect(long).rejects.toMatchObject({ code: 'timeout', sent: false });
  });
});

describe('whenNotJoined', () => {
  it.each(waiting)('can have pushes rejected and casts dropped while the topic is %s', async (_, make) => {
    const made = make();
    const options = { whenNotJoined: 'reject' } as const;
    await expect(push(made.room, 'a', {}, options)).rejects.toMatchObject({ code: 'not_joined', sent: false });
    cast(made.room, 'b', {}, options);
    joinAtLast(made);
    expect(pushed(made)).toEqual([]);
  });

  it('can be so for the whole client, and otherwise for single pushes', async () => {
    const made = joiningRoom({ whenNotJoined: 'reject' });
    await expect(push(made.room, 'a')).rejects.toMatchObject({ code: 'not_joined', sent: false });
    cast(made.room, 'b');
    const kept = push(made.room, 'c', {}, { whenNotJoined: 'buffer' });
    cast(made.room, 'd', {}, { whenNotJoined: 'buffer' });
    expect(await outcome(kept)).toBe('pending');
    accept(made.socket);
    expect(pushed(made)).toEqual(['c', 'd']);
    void push(made.room, 'e');
    cast(made.room, 'f');
    expect(pushed(made)).toEqual(['c', 'd', 'e', 'f']);
  });

  it('holds for commands as well', () => {
    const { client, heard } = joiningRoom({ whenNotJoined: 'reject' });
    client.send({ type: 'channel.push', topic: TOPIC, event: 'a', payload: {} });
    expect(heard).toMatchObject([{ type: 'push.failed', event: 'a', error: { code: 'not_joined', sent: false } }]);
  });
});

describe('pushes before a socket that is full', () => {
  const congested = (input: Partial<ClientInput> = {}) => {
    const made = joinedRoom({ maxBufferedAmount: 10, heartbeatIntervalMs: 0, ...input });
    made.socket.bufferedAmount = 11;
    return made;
  };

  it('wait, and are written in order once it has drained, casts and later ones included', async () => {
    const made = congested();
    void push(made.room, 'a');
    cast(made.room, 'b');
    made.clock.increment(1_000);
    expect(pushed(made)).toEqual([]);
    made.socket.bufferedAmount = 10;
    void push(made.room, 'c');
    expect(pushed(made)).toEqual([]);
    made.clock.increment(50);
    expect(pushed(made)).toEqual(['a', 'b', 'c']);
    expect(made.said.filter(({ type }) => type === 'drain')).toHaveLength(1);
    void push(made.room, 'd');
    expect(pushed(made)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are written as far as it goes, and the rest later', () => {
    const made = congested();
    const { room, socket, clock } = made;
    for (const event of ['a', 'b', 'c']) cast(room, event);
    const writes = socket.frames;
    socket.bufferedAmount = 0;
    // The socket takes one more frame and is full again.
    const write = writes.push.bind(writes);
    writes.push = (...frames) => {
      socket.bufferedAmount = 11;
      return write(...frames);
    };
    clock.increment(50);
    expect(pushed(made)).toEqual(['a']);
    clock.increment(50);
    expect(pushed(made)).toEqual(['a']);
    socket.bufferedAmount = 0;
    clock.increment(50);
    expect(pushed(made)).toEqual(['a', 'b']);
  });

  it('keep their deadlines', async () => {
    const { room, clock } = congested();
    const reply = push(room, 'a', {}, { timeoutMs: 100 });
    clock.increment(100);
    await expect(reply).rejects.toMatchObject({ code: 'timeout', sent: false });
  });

  it('fill the buffer as others do', async () => {
    const { room } = congested({ pushBuffer: { max: 1 } });
    void push(room, 'a');
    await expect(push(room, 'b')).rejects.toMatchObject({ code: 'overflow', sent: false });
  });

  it('are rejected as overflow where they shall not wait, since the topic is joined', async () => {
    const made = congested({ whenNotJoined: 'reject' });
    await expect(push(made.room, 'a')).rejects.toMatchObject({ code: 'overflow', sent: false });
    made.socket.bufferedAmount = 0;
    made.clock.increment(50);
    expect(pushed(made)).toEqual([]);
  });

  it('wait on for the next connection when it is lost', async () => {
    const made = congested();
    const reply = push(made.room, 'a');
    const second = reconnected(made);
    accept(second);
    second.reply(second.last('a'), 'ok', 1);
    expect(await reply).toBe(1);
  });

  it('do not keep a join or a leave waiting', () => {
    const { room, socket } = congested();
    room.send({ type: 'channel.leave' });
    expect(socket.of('phx_leave')).toHaveLength(1);
    room.send({ type: 'channel.join' });
    expect(socket.of('phx_join')).toHaveLength(2);
  });

  it('leave no timer behind once it has drained', async () => {
    const { room, socket, clock } = congested();
    const reply = push(room, 'a');
    socket.bufferedAmount = 0;
    clock.increment(50);
    socket.reply(socket.last('a'));
    await reply;
    await turns();
    clock.increment(100_000);
    expect(room.getSnapshot().value).toBe('joined');
  });
});
