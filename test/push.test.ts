import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cast, onFrame, PushError, push, v2 } from 'xstate-phoenix';
import {
  accept,
  countTimers,
  crash,
  drop,
  end,
  hear,
  joinedRoom,
  joiningRoom,
  of,
  offlineRoom,
  outcome,
  reconnected,
  TOPIC,
  turns,
} from './support/room.ts';

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => void process.off('unhandledRejection', note));

describe('a push', () => {
  it('is written at once on a joined topic, and resolves with the response of an ok reply', async () => {
    const { socket, room } = joinedRoom();
    const reply = push(room, 'ping', { x: 1 });
    expect(socket.last('ping')).toEqual(['1', '2', TOPIC, 'ping', { x: 1 }]);
    socket.reply(socket.last('ping'), 'ok', { y: 2 });
    expect(await reply).toEqual({ y: 2 });
  });

  it.each([[null], [[1, 2]], ['text'], [0]])('resolves with a response of %j as it is', async (response) => {
    const { socket, room } = joinedRoom();
    const reply = push(room, 'ping');
    socket.reply(socket.last('ping'), 'ok', response);
    expect(await reply).toEqual(response);
  });

  it.each(['error', 'maybe', 'timeout', ''])('is refused by the status "%s", with the response', async (status) => {
    const { socket, room } = joinedRoom();
    const reply = push(room, 'ping');
    socket.reply(socket.last('ping'), status, { why: 'not' });
    await expect(reply).rejects.toMatchObject({
      name: 'PushError',
      code: 'refused',
      sent: true,
      status,
      response: { why: 'not' },
    });
    await expect(reply).rejects.toBeInstanceOf(PushError);
  });

  it('gets the reply to its own ref, in whatever order the replies come', async () => {
    const { socket, room } = joinedRoom();
    const first = push(room, 'first');
    const second = push(room, 'second');
    socket.reply(socket.last('second'), 'ok', 2);
    socket.reply(socket.last('first'), 'ok', 1);
    expect(await Promise.all([first, second])).toEqual([1, 2]);
  });

  it('takes the first of several replies', async () => {
    const { socket, room, heard } = joinedRoom();
    const reply = push(room, 'ping');
    socket.reply(socket.last('ping'), 'ok', 1);
    socket.reply(socket.last('ping'), 'error', 2);
    expect(await reply).toBe(1);
    expect(heard).toEqual([]);
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('takes no reply of another join', async () => {
    const { socket, room } = joinedRoom();
    const reply = push(room, 'ping');
    socket.say('0', '2', TOPIC, 'phx_reply', { status: 'ok', response: {} });
    expect(await outcome(reply)).toBe('pending');
    socket.say(null, '2', TOPIC, 'phx_reply', { status: 'ok', response: { late: false } });
    expect(await reply).toEqual({ late: false });
  });

  it('sends {} for a payload that is missing or null', () => {
    const { socket, room } = joinedRoom();
    void push(room, 'a');
    void push(room, 'b', null);
    cast(room, 'c');
    expect(socket.frames.slice(1).map((frame) => frame[4])).toEqual([{}, {}, {}]);
  });

  it.each([[false], [0], [''], [[1]], ['text']])('sends a payload of %j as it is', (payload) => {
    const { socket, room } = joinedRoom();
    void push(room, 'a', payload);
    expect(socket.last('a')[4]).toEqual(payload);
  });

  it('travels as a binary frame when it is bytes, of which only the view counts', async () => {
    const { socket, room, clock } = joiningRoom();
    const bytes = new Uint8Array([9, 1, 2, 9]).subarray(1, 3);
    void push(room, 'early', bytes);
    bytes[0] = 7;
    accept(socket);
    void push(room, 'e', bytes);
    void push(room, 'e', bytes.slice().buffer);
    const text = (s: string) => [...new TextEncoder().encode(s)];
    const frame = (ref: string, event: string, payload: number[]) => [
      ...[0, 1, 1, TOPIC.length, event.length],
      ...text(`1${ref}${TOPIC}${event}`),
      ...payload,
    ];
    expect(socket.written.slice(1).map((data) => [...new Uint8Array(data as ArrayBuffer)])).toEqual([
      frame('2', 'early', [1, 2]),
      frame('3', 'e', [7, 2]),
      frame('4', 'e', [7, 2]),
    ]);
    clock.increment(0);
  });

  it('resolves with the bytes of a binary reply', async () => {
    const { socket, room } = joinedRoom();
    const reply = push(room, 'ask');
    const head = new TextEncoder().encode(`12${TOPIC}ok`);
    socket.raw(new Uint8Array([1, 1, 1, TOPIC.length, 2, ...head, 5, 6]).buffer);
    expect(await reply).toEqual(new Uint8Array([5, 6]));
  });
});

describe('a push without a reply', () => {
  it('times out after the time of the client, and a late reply is ignored', async () => {
    const { socket, room, clock } = joinedRoom();
    const reply = push(room, 'ping');
    clock.increment(9_999);
    expect(await outcome(reply)).toBe('pending');
    clock.increment(1);
    await expect(reply).rejects.toMatchObject({ code: 'timeout', sent: true, status: undefined, response: undefined });
    socket.reply(socket.last('ping'));
    expect(room.getSnapshot().value).toBe('joined');
  });

  it.each([[0], [1], [250]])('can have a time of its own: %i ms', async (timeoutMs) => {
    const { room, clock } = joinedRoom();
    const reply = push(room, 'ping', {}, { timeoutMs });
    const longer = push(room, 'ping');
    clock.increment(timeoutMs);
    await expect(reply).rejects.toMatchObject({ code: 'timeout' });
    expect(await outcome(longer)).toBe('pending');
  });

  it('has its deadline kept whatever others have, in whatever order they were made', async () => {
    const { room, clock } = joinedRoom();
    const ended: number[] = [];
    const times = [500, 100, 300, 100, 200];
    const all = times.map((timeoutMs) =>
      push(room, 'ping', {}, { timeoutMs }).catch(() => void ended.push(clock.now())),
    );
    for (let n = 0; n < 6; n += 1) {
      clock.increment(100);
      await turns();
    }
    await Promise.all(all);
    expect(ended).toEqual([100, 100, 200, 300, 500]);
  });

  it('has one deadline from the call, the time it was buffered included', async () => {
    const { socket, room, clock } = joiningRoom();
    const reply = push(room, 'ping', {}, { timeoutMs: 100 });
    clock.increment(60);
    accept(socket);
    socket.last('ping');
    clock.increment(39);
    expect(await outcome(reply)).toBe('pending');
    clock.increment(1);
    await expect(reply).rejects.toMatchObject({ code: 'timeout', sent: true });
  });

  it('is rejected, and nothing of it sent, when the deadline comes while it is buffered', async () => {
    const { socket, room, clock } = joiningRoom();
    const reply = push(room, 'ping', {}, { timeoutMs: 100 });
    clock.increment(100);
    await expect(reply).rejects.toMatchObject({ code: 'timeout', sent: false });
    accept(socket);
    expect(socket.of('ping')).toEqual([]);
  });

  it('is sent once and never again: not after a loss, not after a crash', async () => {
    const made = joinedRoom();
    void push(made.room, 'once');
    crash(made.socket);
    made.clock.increment(1000);
    accept(made.socket);
    void push(made.room, 'twice');
    accept(reconnected(made));
    expect(made.socket.of('once')).toHaveLength(1);
    expect(made.world.socket.frames.map((frame) => frame[3])).toEqual(['phx_join']);
  });
});

describe('a push whose topic the server does not know', () => {
  const unmatched = { status: 'error', response: { reason: 'unmatched topic' } };

  it('shows that the channel is gone: it counts as crashed and is joined again', async () => {
    const { socket, room, clock, heard } = joinedRoom();
    const reply = push(room, 'ping');
    const other = push(room, 'other');
    socket.say(null, '2', TOPIC, 'phx_reply', unmatched);
    await expect(reply).rejects.toMatchObject({ code: 'channel_crashed', sent: true });
    await expect(other).rejects.toMatchObject({ code: 'channel_crashed', sent: true });
    expect(heard).toEqual([{ type: 'crashed', payload: { reason: 'unmatched topic' }, willRetry: true }]);
    clock.increment(1000);
    expect(room.getSnapshot().value).toBe('joining');
  });

  it('shows it too when it was a cast, or was given up meanwhile', async () => {
    const thrown = joinedRoom();
    cast(thrown.room, 'typing');
    thrown.socket.say(null, '2', TOPIC, 'phx_reply', unmatched);
    expect(thrown.room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
    const late = joinedRoom();
    void push(late.room, 'ping', {}, { timeoutMs: 10 });
    late.clock.increment(10);
    late.socket.say(null, '2', TOPIC, 'phx_reply', unmatched);
    expect(late.room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
  });

  it('shows nothing when it was written for an older join', () => {
    const { socket, room, clock } = joinedRoom();
    void push(room, 'ping');
    crash(socket);
    clock.increment(1000);
    accept(socket);
    socket.say(null, '2', TOPIC, 'phx_reply', unmatched);
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('is an ordinary refusal when the channel itself gave that reason', async () => {
    const { socket, room } = joinedRoom();
    const reply = push(room, 'ping');
    socket.say('1', '2', TOPIC, 'phx_reply', unmatched);
    await expect(reply).rejects.toMatchObject({ code: 'refused', response: { reason: 'unmatched topic' } });
    expect(room.getSnapshot().value).toBe('joined');
  });
});

describe('a push that can not be made', () => {
  it('tells all that is wrong with it', async () => {
    const { room } = joinedRoom();
    const refused = push(room, '', {}, { timeoutMs: -1 });
    await expect(refused).rejects.toMatchObject({ problems: [{ path: 'event' }, { path: 'timeoutMs' }] });
  });

  it('is rejected for an option that can not be read, and throws nothing', async () => {
    const { room } = joinedRoom();
    const options = {
      get timeoutMs(): number {
        throw new Error('no');
      },
    };
    const refused = push(room, 'say', {}, options);
    await expect(refused).rejects.toMatchObject({ code: 'configuration', problems: [{ path: 'timeoutMs' }] });
  });

  it.each(['', 'phx_join', 'phx_leave', 'phx_reply', 'phx_close', 'phx_error'])(
    'is rejected for the event "%s", as a cast throws',
    async (event) => {
      const { socket, room } = joinedRoom();
      await expect(push(room, event)).rejects.toMatchObject({ code: 'configuration', problems: [{ path: 'event' }] });
      expect(() => cast(room, event)).toThrow('event');
      expect(socket.frames).toHaveLength(1);
    },
  );

  it('throws for a cast whose option is none', () => {
    const { socket, room } = joinedRoom();
    expect(() => cast(room, 'x', {}, { whenNotJoined: 'later' as never })).toThrow('whenNotJoined must be one of');
    expect(socket.frames).toHaveLength(1);
  });

  it.each([
    [{ timeoutMs: -1 }, 'timeoutMs'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs'],
    [{ whenNotJoined: 'wait' as 'buffer' }, 'whenNotJoined'],
  ])('is rejected for the option %j', async (options, path) => {
    const { socket, room } = joinedRoom();
    await expect(push(room, 'a', {}, options)).rejects.toMatchObject({ problems: [{ path }] });
    expect(socket.frames).toHaveLength(1);
  });

  it('is rejected alone when its payload can not be encoded', async () => {
    const { socket, room } = joinedRoom();
    const before = push(room, 'before');
    const broken = push(room, 'broken', { big: 1n });
    const after = push(room, 'after');
    await expect(broken).rejects.toMatchObject({ code: 'encode', sent: false, cause: { code: 'unencodable' } });
    socket.reply(socket.last('before'), 'ok', 1);
    socket.reply(socket.last('after'), 'ok', 2);
    expect(await Promise.all([before, after])).toEqual([1, 2]);
    expect(socket.of('broken')).toEqual([]);
  });

  it('is rejected once, and nothing of it is kept', () => {
    const { room, clock } = joinedRoom({ heartbeatIntervalMs: 0 });
    const timers = countTimers(clock);
    const outcomes: unknown[] = [];
    const call = { settle: (outcome: unknown) => outcomes.push(outcome) };
    room.send({ type: 'channel.push', event: 'broken', payload: 1n, call });
    expect(timers()).toBe(0);
    room.send({ type: 'channel.leave' });
    expect(outcomes).toMatchObject([{ status: 'failed', error: { code: 'encode' } }]);
  });

  it('is rejected with whatever the serializer threw as cause', async () => {
    const thrown = new Error('no');
    const serializer = v2({
      stringify: (value) => {
        if (typeof value === 'string') throw thrown;
        return JSON.stringify(value);
      },
    });
    const { room } = joinedRoom({ serializer });
    await expect(push(room, 'a', 'text')).rejects.toMatchObject({ code: 'encode', cause: { cause: thrown } });
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('is no event on the wire either when it is sent as a command', () => {
    const { client, socket, heard } = joinedRoom();
    client.send({ type: 'channel.push', topic: TOPIC, event: 'phx_leave', payload: {} });
    client.send({ type: 'channel.cast', topic: TOPIC, event: 'phx_join', payload: {} });
    expect(socket.frames).toHaveLength(1);
    expect(of(heard, 'push.failed')).toMatchObject([
      { event: 'phx_leave', error: { sent: false, cause: { code: 'configuration' } } },
    ]);
    const joining = joiningRoom();
    joining.client.send({ type: 'channel.push', topic: TOPIC, event: 'phx_leave', payload: {} });
    expect(joining.heard).toMatchObject([{ type: 'push.failed', error: { code: 'encode' } }]);
  });
});

describe('a promise of a push', () => {
  it('raises no unhandled rejection when nobody awaits it, however it ends', async () => {
    const before = unhandled.length;
    const made = joinedRoom();
    const { room, socket, clock } = made;
    void push(room, 'refused');
    socket.reply(socket.last('refused'), 'error');
    void push(room, 'timeout', {}, { timeoutMs: 1 });
    clock.increment(1);
    void push(room, 'encode', 1n);
    void push(room, '');
    void push(room, 'aborted', {}, { signal: AbortSignal.abort() });
    void push(room, 'crashed');
    crash(socket);
    void push(room, 'not joined', {}, { whenNotJoined: 'reject' });
    clock.increment(1000);
    accept(socket);
    void push(room, 'lost');
    drop(made);
    room.send({ type: 'channel.leave' });
    void push(room, 'left');
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled.slice(before)).toEqual([]);
  });

  it('settles when the client is stopped, whether sent or not', async () => {
    const joined = joinedRoom();
    const sent = push(joined.room, 'slow');
    joined.client.stop();
    await expect(sent).rejects.toMatchObject({ code: 'disconnected', sent: true });
    await expect(push(joined.room, 'late')).rejects.toMatchObject({ code: 'disconnected', sent: false });
    expect(() => cast(joined.room, 'late')).not.toThrow();
    const joining = joiningRoom();
    const waiting = push(joining.room, 'early');
    joining.client.stop();
    await expect(waiting).rejects.toMatchObject({ code: 'disconnected', sent: false });
  });

  it('settles when a listener stops the client before and after the call', async () => {
    const { client, socket, room } = joinedRoom();
    const pushes: Promise<unknown>[] = [];
    room.on('message', () => {
      pushes.push(push(room, 'before'));
      client.stop();
      pushes.push(push(room, 'after'));
    });
    socket.say('1', null, TOPIC, 'msg', {});
    for (const each of pushes) await expect(each).rejects.toMatchObject({ code: 'disconnected', sent: false });
    expect(pushes).toHaveLength(2);
    expect(socket.frames).toHaveLength(1);
  });

  it('is rejected when a listener disconnects beside the call, whatever the client does then', async () => {
    const { client, world, socket, room } = joinedRoom();
    const pushes: Promise<unknown>[] = [];
    room.on('message', () => {
      pushes.push(push(room, 'before'));
      client.send({ type: 'client.disconnect' });
      pushes.push(push(room, 'after'));
    });
    socket.say('1', null, TOPIC, 'msg', {});
    socket.close(1000);
    client.send({ type: 'client.connect' });
    accept(world.open());
    for (const each of pushes) await expect(each).rejects.toMatchObject({ code: 'disconnected', sent: false });
    expect(pushes).toHaveLength(2);
    expect([...socket.of('before'), ...world.socket.of('before'), ...world.socket.of('after')]).toEqual([]);
  });
});

describe('the table of pushes', () => {
  it('keeps nothing of those that are settled', async () => {
    const { room, socket, clock } = joinedRoom();
    const replied = push(room, 'replied');
    socket.reply(socket.last('replied'));
    await replied;
    cast(room, 'cast');
    void push(room, 'timeout', {}, { timeoutMs: 1 });
    clock.increment(1);
    void push(room, 'encode', 1n);
    const { pushes } = room.getSnapshot().context;
    expect(pushes.pending()).toEqual([]);
    expect(pushes.unseen.takeOffered()).toEqual([]);
  });
});

describe('the timers of pushes', () => {
  const quiet = { heartbeatIntervalMs: 0, pushTimeoutMs: 100 } as const;

  it('are none while nothing is pending, on a joined topic and on one without a connection', () => {
    const made = offlineRoom({ ...quiet, reconnectAfterMs: [1_000_000] });
    const timers = countTimers(made.clock);
    drop(made);
    expect(timers()).toBe(1);
    made.clock.increment(1_000_000);
    made.world.open();
    accept(made.world.socket);
    // The connection is stable, too.
    made.clock.increment(10_000);
    expect(timers()).toBe(0);
  });

  it('are one however many are pending, and gone with the last of them', async () => {
    const made = joinedRoom(quiet);
    const timers = countTimers(made.clock);
    const all = Array.from({ length: 50 }, (_, n) => push(made.room, `p${n}`));
    expect(timers()).toBe(1);
    for (let n = 0; n < 50; n += 1) made.socket.reply(made.socket.last(`p${n}`), 'ok', n);
    expect(await Promise.all(all)).toHaveLength(50);
    expect(timers()).toBe(0);
  });

  it.each<[string, (made: ReturnType<typeof joinedRoom>) => void]>([
    ['a reply', ({ socket }) => socket.reply(socket.last('p'))],
    ['the deadline', ({ clock }) => clock.increment(100)],
    ['a close', ({ socket }) => end(socket)],
  ])('are none after %s', (_, settle) => {
    const made = joinedRoom(quiet);
    const timers = countTimers(made.clock);
    void push(made.room, 'p');
    expect(timers()).toBe(1);
    settle(made);
    expect(timers()).toBe(0);
  });

  it('are none after a loss or a refusal: what is left is that of the next attempt', () => {
    const lost = joinedRoom(quiet);
    const afterLoss = countTimers(lost.clock);
    void push(lost.room, 'p');
    drop(lost);
    expect(afterLoss()).toBe(1);
    const refused = joiningRoom({ ...quiet, autoConnect: true });
    const afterRefusal = countTimers(refused.clock);
    void push(refused.room, 'p');
    end(refused.socket);
    expect(afterRefusal()).toBe(0);
  });

  it('are none after an abort, written or waiting', () => {
    for (const make of [joinedRoom, offlineRoom]) {
      const made = make({ ...quiet, connectTimeoutMs: 5 });
      const timers = countTimers(made.clock);
      const controller = new AbortController();
      void push(made.room, 'p', {}, { signal: controller.signal });
      expect(timers()).toBe(1);
      controller.abort();
      expect(timers()).toBe(0);
    }
  });

  it('are none of a cast on a joined topic', () => {
    const made = joinedRoom(quiet);
    const timers = countTimers(made.clock);
    cast(made.room, 'typing');
    expect(timers()).toBe(0);
    made.socket.reply(made.socket.last('typing'), 'error', {});
    expect(made.heard).toEqual([]);
  });

  it('fire for pushes that are left when the earliest was settled', async () => {
    const made = joinedRoom(quiet);
    const first = push(made.room, 'first', {}, { timeoutMs: 10 });
    const second = push(made.room, 'second', {}, { timeoutMs: 20 });
    made.socket.reply(made.socket.last('first'));
    await first;
    made.clock.increment(10);
    expect(await outcome(second)).toBe('pending');
    made.clock.increment(10);
    await expect(second).rejects.toMatchObject({ code: 'timeout' });
  });
});

describe('a push sent as a command', () => {
  const command = (event: string, payload: unknown = {}) =>
    ({ type: 'channel.push', topic: TOPIC, event, payload }) as const;

  it('has its reply emitted, ok or not', () => {
    const { client, socket, heard } = joinedRoom();
    client.send(command('a', { n: 1 }));
    expect(socket.last('a')[4]).toEqual({ n: 1 });
    socket.reply(socket.last('a'), 'ok', { y: 1 });
    client.send(command('b'));
    socket.reply(socket.last('b'), 'maybe', { y: 2 });
    expect(heard).toEqual([
      { type: 'reply', event: 'a', status: 'ok', response: { y: 1 } },
      { type: 'reply', event: 'b', status: 'maybe', response: { y: 2 } },
    ]);
  });

  it('has its failure emitted', () => {
    const made = joinedRoom();
    made.client.send(command('lost'));
    drop(made);
    made.client.send(command('late'));
    made.clock.increment(10_000);
    expect(of(made.heard, 'push.failed')).toMatchObject([
      { type: 'push.failed', event: 'lost', error: { code: 'disconnected', sent: true } },
      { type: 'push.failed', event: 'late', error: { code: 'timeout', sent: false } },
    ]);
  });

  it.each<[string, Parameters<typeof offlineRoom>, string]>([
    ['that waits', [{}], 'left'],
    ['that waits in a full buffer', [{ pushBuffer: { max: 1 } }], 'overflow'],
  ])('%s has its failure emitted though the topic is left with it', (_, args, code) => {
    const { client, heard } = offlineRoom(...args);
    client.send(command('one'));
    client.send(command('two'));
    client.send({ type: 'channel.leave', topic: TOPIC });
    const failures = of(heard, 'push.failed').map(({ event, error }) => [event, error.code, error.sent]);
    expect(failures).toHaveLength(2);
    expect(failures).toContainEqual(['one', 'left', false]);
    expect(failures).toContainEqual(['two', code, false]);
    expect(of(heard, 'left')).toHaveLength(1);
  });

  it('has its failure emitted when the client is stopped', () => {
    const { client, heard } = joinedRoom();
    client.send(command('slow'));
    client.stop();
    expect(of(heard, 'push.failed')).toMatchObject([{ event: 'slow', error: { code: 'disconnected', sent: true } }]);
    const joining = joiningRoom();
    joining.client.send(command('early'));
    joining.client.stop();
    expect(of(joining.heard, 'push.failed')).toMatchObject([
      { event: 'early', error: { code: 'disconnected', sent: false } },
    ]);
  });

  it('does nothing for a topic nobody has asked for', () => {
    const { client, socket } = joinedRoom();
    client.send({ ...command('a'), topic: 'room:unknown' });
    client.send({ type: 'channel.cast', topic: 'room:unknown', event: 'a', payload: {} });
    expect(socket.frames).toHaveLength(1);
  });

  it('may be sent to the room itself, with a call that hears of it', () => {
    const { room, socket, heard } = joinedRoom();
    const outcomes: unknown[] = [];
    room.send({ type: 'channel.push', event: 'a', payload: {}, call: { settle: (end) => outcomes.push(end) } });
    socket.reply(socket.last('a'), 'ok', 7);
    expect(outcomes).toEqual([{ status: 'ok', response: 7 }]);
    expect(heard).toEqual([]);
  });

  it('with a call that throws harms nothing', async () => {
    const { room, socket, said } = joinedRoom();
    const thrown = new Error('settle');
    const call = {
      settle: () => {
        throw thrown;
      },
    };
    room.send({ type: 'channel.push', event: 'a', payload: {}, call });
    room.send({ type: 'channel.push', event: 'b', payload: {}, call });
    const other = push(room, 'other');
    socket.reply(socket.last('a'), 'ok', 7);
    socket.reply(socket.last('b'), 'error', 7);
    socket.reply(socket.last('other'), 'ok', 8);
    expect(await other).toBe(8);
    expect(of(said, 'listener.failed')).toMatchObject([
      { error: thrown, topic: TOPIC },
      { error: thrown, topic: TOPIC },
    ]);
  });
});

describe('onFrame beside a push', () => {
  it('shows the payload as it was pushed, though it was captured', () => {
    const { client, room, socket } = joiningRoom();
    const frames: unknown[] = [];
    onFrame(client, ({ direction, frame }) => direction === 'out' && frames.push(frame));
    void push(room, 'early', { n: 1 });
    accept(socket);
    expect(frames).toEqual([['1', '2', TOPIC, 'early', { n: 1 }]]);
    expect(hear(room)).toEqual([]);
  });
});
