import { describe, expect, it, vi } from 'vitest';
import { awaitJoin, disconnect, join, leave, push, rejoin } from 'xstate-phoenix';
import '../../support/matchers.ts';
import {
  accept,
  crash,
  deferred,
  drop,
  joinedRoom,
  joiningRoom,
  of,
  offlineRoom,
  reconnected,
  refuse,
  TOPIC,
  turns,
} from '../../support/room.ts';

describe('a join', () => {
  it('is written with a new string as join_ref and ref', () => {
    const { socket, client } = joiningRoom({}, { params: { since: 3 } });
    join(client, 'room:other');
    expect(socket.frames).toEqual([
      ['1', '1', TOPIC, 'phx_join', { since: 3 }],
      ['2', '2', 'room:other', 'phx_join', {}],
    ]);
  });

  it('sets one timer, for its answer', () => {
    const { clock, client } = joinedRoom();
    const timers = vi.spyOn(clock, 'setTimeout');
    join(client, 'room:other');
    clock.increment(1);
    expect(timers.mock.calls.map(([, ms]) => ms)).toEqual([10_000]);
  });

  it('has a ref of its own each time, and no ref is used again after a reconnect', () => {
    const made = joinedRoom();
    crash(made.socket);
    made.clock.increment(1000);
    accept(made.socket);
    const second = reconnected(made);
    expect([...made.socket.of('phx_join'), ...second.of('phx_join')].map(([joinRef, ref]) => [joinRef, ref])).toEqual([
      ['1', '1'],
      ['2', '2'],
      ['3', '3'],
    ]);
  });

  it.each([[null], [undefined]])('sends {} for params that are %s', (params) => {
    expect(joiningRoom({}, { params }).socket.last('phx_join')[4]).toEqual({});
  });

  it.each([[false], [0], [''], [['a', 1]]])('sends params of any JSON, such as %j', (params) => {
    expect(joiningRoom({}, { params }).socket.last('phx_join')[4]).toEqual(params);
  });

  it('sends params that have a "then" but are not a promise', () => {
    const params = JSON.parse('{ "then": "later" }');
    const { socket } = joiningRoom({}, { params: () => params });
    expect(socket.last('phx_join')[4]).toEqual(params);
  });

  it('asks a function for the params at each join, with the number of the retry', () => {
    const params = vi.fn((attempt: number) => ({ attempt }));
    const made = joiningRoom({}, { params });
    refuse(made.socket);
    made.clock.increment(1000);
    refuse(made.socket);
    made.clock.increment(2000);
    accept(made.socket);
    crash(made.socket);
    made.clock.increment(5000);
    expect(made.socket.of('phx_join').map(([, , , , sent]) => sent)).toEqual([
      { attempt: 0 },
      { attempt: 1 },
      { attempt: 2 },
      { attempt: 3 },
    ]);
    expect(reconnected(made).last('phx_join')[4]).toEqual({ attempt: 0 });
    expect(params).toHaveBeenCalledTimes(5);
  });

  it('asks the function when it writes, not when join() is called', () => {
    const params = vi.fn(() => ({}));
    const { socket } = offlineRoom({}, { params });
    expect(params).not.toHaveBeenCalled();
    socket.open();
    expect(params).toHaveBeenCalledTimes(1);
  });

  it('waits for a promise of params, and asks a new one at the next join', async () => {
    const { socket, clock, room } = joiningRoom({}, { params: async (attempt: number) => ({ attempt }) });
    expect(socket.frames).toEqual([]);
    expect(room.getSnapshot().value).toBe('joining');
    await turns();
    expect(socket.last('phx_join')[4]).toEqual({ attempt: 0 });
    refuse(socket);
    clock.increment(1000);
    await turns();
    expect(socket.of('phx_join').map(([, , , , sent]) => sent)).toEqual([{ attempt: 0 }, { attempt: 1 }]);
    accept(socket);
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('has its timeout from the write, not from asking for its params', async () => {
    const { promise, resolve } = deferred();
    const { socket, clock, room } = joiningRoom({ joinTimeoutMs: 1000 }, { params: () => promise });
    clock.increment(900);
    resolve({});
    await turns();
    clock.increment(999);
    expect(room.getSnapshot().value).toBe('joining');
    expect(socket.of('phx_leave')).toEqual([]);
    clock.increment(1);
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
  });

  it('has no timer while there is no connection', () => {
    const { socket, clock, room, heard } = offlineRoom({ connectTimeoutMs: 60_000 });
    clock.increment(50_000);
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
    expect(heard).toEqual([]);
    socket.open();
    expect(socket.frames).toEqual([['1', '1', TOPIC, 'phx_join', {}]]);
  });

  it('emits each success, and whether it is a rejoin', async () => {
    const made = joiningRoom();
    accept(made.socket, { now: 1 });
    expect(await awaitJoin(made.room)).toEqual({ response: { now: 1 }, rejoin: false });
    accept(reconnected(made), { now: 2 });
    expect(await awaitJoin(made.room)).toEqual({ response: { now: 2 }, rejoin: true });
    expect(of(made.heard, 'joined')).toEqual([
      { type: 'joined', response: { now: 1 }, rejoin: false },
      { type: 'joined', response: { now: 2 }, rejoin: true },
    ]);
  });

  it.each([[null], [[1]], ['text'], [7]])('hands on a response of %j as it is', async (response) => {
    const { socket, room } = joiningRoom();
    accept(socket, response);
    expect((await awaitJoin(room)).response).toEqual(response);
  });

  it('is not answered by a reply of another join, whatever its ref', () => {
    const { socket, room, heard } = joiningRoom();
    for (const status of ['ok', 'error']) socket.say('0', '1', TOPIC, 'phx_reply', { status, response: {} });
    expect(room.getSnapshot().value).toBe('joining');
    expect(heard).toEqual([]);
  });

  it('is not answered by a second reply to its ref', () => {
    const { socket, room, heard } = joinedRoom();
    accept(socket, { again: true });
    refuse(socket);
    expect(heard).toEqual([]);
    expect(room.getSnapshot().value).toBe('joined');
  });
});

describe('a join without an answer', () => {
  it('is left on the server after its time, with its own join_ref, and tried again after a wait', () => {
    const { socket, clock, room, heard } = joiningRoom();
    clock.increment(9_999);
    expect(room.getSnapshot().value).toBe('joining');
    clock.increment(1);
    expect(socket.last('phx_leave')).toEqual(['1', '2', TOPIC, 'phx_leave', {}]);
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
    expect(heard).toMatchObject([
      { type: 'join.failed', willRetry: true, retryInMs: 1000, error: { code: 'timeout', topic: TOPIC } },
    ]);
    clock.increment(1000);
    expect(socket.last('phx_join')).toEqual(['3', '3', TOPIC, 'phx_join', {}]);
  });

  it('ignores a late ok, while it waits and while it joins again', () => {
    const { socket, clock, room } = joiningRoom();
    const late = socket.last('phx_join');
    clock.increment(10_000);
    socket.reply(late);
    socket.reply(socket.last('phx_leave'));
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
    clock.increment(1000);
    socket.reply(late);
    expect(room.getSnapshot().value).toBe('joining');
    accept(socket);
    expect(room.getSnapshot().value).toBe('joined');
    socket.say(late[0], late[0], TOPIC, 'phx_close', {});
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('can have a timeout of its own topic', () => {
    const { clock, room } = joiningRoom({ joinTimeoutMs: 500 }, { joinTimeoutMs: 50 });
    clock.increment(50);
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
  });

  it('writes nothing when its params take too long, and ignores them later', async () => {
    const answers: ((params: object) => void)[] = [];
    const { socket, clock, room, heard } = joiningRoom(
      {},
      { params: () => new Promise<object>((resolve) => answers.push(resolve)) },
    );
    clock.increment(10_000);
    expect(of(heard, 'join.failed')).toMatchObject([{ error: { code: 'timeout' }, willRetry: true }]);
    answers[0]?.({ late: true });
    await turns();
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
    clock.increment(1000);
    answers[0]?.({ late: true });
    await turns();
    expect(socket.frames).toEqual([]);
    answers[1]?.({ late: false });
    await turns();
    expect(socket.frames.map(([, , , event, params]) => [event, params])).toEqual([['phx_join', { late: false }]]);
  });
});

describe('params that are not there yet', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['a function', () => ({ token: 1 })],
  ])('because their function gives %s fail the join, which is tried again, and pushes are kept', async (what, none) => {
    for (const isLate of [false, true]) {
      let answer = none;
      const params = () => (isLate ? Promise.resolve(answer) : answer);
      const { socket, clock, room, heard } = joiningRoom({ rejoinAfterMs: [1000] }, { params });
      const reply = push(room, 'early');
      await turns();
      const cause = { message: expect.stringContaining(`params has no value yet: its function gave ${what}`) };
      expect(heard).toMatchObject([
        { type: 'join.failed', willRetry: true, retryInMs: 1000, error: { code: 'params', cause } },
      ]);
      expect(room).toBeIn({ 'rejoin-waiting': 'backoff' });
      clock.increment(1000);
      await turns();
      expect(of(heard, 'join.failed')).toHaveLength(2);
      expect(socket.frames).toEqual([]);
      answer = { token: 1 };
      clock.increment(1000);
      await turns();
      expect(socket.last('phx_join')[4]).toEqual({ token: 1 });
      accept(socket);
      socket.reply(socket.last('early'), 'ok', { kept: true });
      expect(await reply).toEqual({ kept: true });
    }
  });
});

describe('params that fail', () => {
  const broken = new Error('no token');
  const circular: Record<string, unknown> = {};
  circular.self = circular;

  it.each([
    [
      'throw',
      () => {
        throw broken;
      },
    ],
    ['reject', () => Promise.reject(broken)],
  ])('fail the join when they %s, write nothing, and are asked for again', async (_, fail) => {
    let calls = 0;
    const { socket, clock, room, heard } = joiningRoom({}, { params: () => (++calls === 1 ? fail() : { token: 1 }) });
    await turns();
    expect(heard).toMatchObject([
      { type: 'join.failed', willRetry: true, retryInMs: 1000, error: { code: 'params', cause: broken } },
    ]);
    expect(socket.frames).toEqual([]);
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
    clock.increment(1000);
    expect(socket.last('phx_join')[4]).toEqual({ token: 1 });
  });

  it('fail the join when they can not be encoded, and write nothing', () => {
    const { socket, clock, client, room, heard } = joiningRoom({}, { params: circular });
    expect(of(heard, 'join.failed')).toMatchObject([{ willRetry: true, error: { code: 'params' } }]);
    clock.increment(1000);
    expect(of(heard, 'join.failed')).toHaveLength(2);
    expect(socket.frames).toEqual([]);
    expect(room.getSnapshot().status).toBe('active');
    expect([...client.getSnapshot().context.connection.joins.stuck]).toEqual([]);
    join(client, TOPIC, { params: { fine: 1 } });
    clock.increment(2000);
    expect(socket.last('phx_join')[4]).toEqual({ fine: 1 });
  });

  it('do not affect other topics or the connection', () => {
    const { client, socket } = joiningRoom({}, { params: () => circular });
    const other = join(client, 'room:other');
    accept(socket);
    expect(other.getSnapshot().value).toBe('joined');
    expect(client.getSnapshot().hasTag('connected')).toBe(true);
  });
});

describe('params that answer too late', () => {
  const slow = () => {
    const { promise, resolve, reject } = deferred();
    return { params: () => promise, resolve, reject };
  };

  it('are ignored after a leave, which had nothing to leave on the server', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { params, resolve } = slow();
    const { socket, room } = joiningRoom({}, { params });
    expect(await leave(room)).toEqual({ acknowledged: false });
    resolve({});
    await turns();
    expect(socket.frames).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
    expect(room.getSnapshot().value).toBe('left');
  });

  it('are ignored after a disconnect, and asked for again after the next connect', async () => {
    const first = slow();
    const params = vi.fn().mockReturnValueOnce(first.params()).mockReturnValue({ fresh: true });
    const made = joiningRoom({}, { params });
    void disconnect(made.client);
    made.socket.close(1000);
    first.resolve({ fresh: false });
    await turns();
    expect(made.room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
    made.client.send({ type: 'client.connect' });
    expect(made.world.open().frames).toEqual([['1', '1', TOPIC, 'phx_join', { fresh: true }]]);
    expect(made.socket.frames).toEqual([]);
  });

  it('are ignored when they fail after the connection is lost', async () => {
    const { params, reject } = slow();
    const made = joiningRoom({}, { params });
    drop(made);
    reject(new Error('aborted'));
    await turns();
    expect(made.heard.map(({ type }) => type)).toEqual(['lost']);
    expect(made.room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
  });

  it('are ignored after a rejoin, which asks anew', async () => {
    const answers: ((params: object) => void)[] = [];
    const params = () => new Promise<object>((resolve) => answers.push(resolve));
    const { socket, room } = joiningRoom({}, { params });
    rejoin(room);
    answers[0]?.({ which: 'old' });
    await turns();
    expect(socket.frames).toEqual([]);
    answers[1]?.({ which: 'new' });
    await turns();
    expect(socket.frames.map((frame) => frame[4])).toEqual([{ which: 'new' }]);
  });

  it.each<[string, typeof joinedRoom]>([
    ['joined', joinedRoom],
    ['joining', joiningRoom],
  ])('let the present join be left when a rejoin has to wait for them while %s', async (_, make) => {
    const { params, resolve } = slow();
    const { socket, room } = make();
    rejoin(room, { params });
    expect(socket.frames.slice(1)).toEqual([['1', '2', TOPIC, 'phx_leave', {}]]);
    resolve({});
    await turns();
    expect(socket.frames.slice(2)).toEqual([['3', '3', TOPIC, 'phx_join', {}]]);
  });

  it('are asked after a leave that a rejoin overtakes, which is written once', () => {
    const { socket, room } = joinedRoom();
    void leave(room);
    rejoin(room, { params: () => new Promise(() => {}) });
    expect(socket.frames.map((frame) => frame[3])).toEqual(['phx_join', 'phx_leave']);
  });

  it('are ignored after a rejoin, though they fail', async () => {
    const answers: ReturnType<typeof deferred<object>>[] = [];
    const params = () => {
      const answer = deferred();
      answers.push(answer);
      return answer.promise;
    };
    const { room, heard } = joiningRoom({}, { params });
    rejoin(room);
    answers[0]?.reject(new Error('aborted'));
    await turns();
    expect(heard).toEqual([]);
    expect(room.getSnapshot().value).toBe('joining');
  });

  it('are replaced by those of a later join() while nothing is written', async () => {
    const { params, resolve } = slow();
    const { client, socket } = joiningRoom({}, { params });
    join(client, TOPIC, { params: { newer: true } });
    resolve({ newer: false });
    await turns();
    expect(socket.frames.map((frame) => frame[4])).toEqual([{ newer: true }]);
  });
});

describe('a join of a topic that is wanted already', () => {
  it('is not written beside one that is on the wire, though it has params of its own', () => {
    const { client, socket, room } = joiningRoom();
    join(client, TOPIC, { params: { newer: true } });
    expect(socket.of('phx_join')).toHaveLength(1);
    accept(socket);
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('does not ask for the params again while they are asked for, where it has none of its own', () => {
    const params = vi.fn(() => new Promise<object>(() => {}));
    const { client } = joiningRoom({}, { params });
    join(client, TOPIC);
    expect(params).toHaveBeenCalledTimes(1);
  });

  it('answers with the same channel and writes nothing', () => {
    const { client, socket, room } = joiningRoom();
    expect(join(client, TOPIC)).toBe(room);
    accept(socket);
    expect(join(client, TOPIC, { params: { other: 1 } })).toBe(room);
    crash(socket);
    expect(join(client, TOPIC)).toBe(room);
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
    expect(socket.of('phx_join')).toHaveLength(1);
  });

  it('has its params used from the next join on, and keeps them without new ones', () => {
    const { client, socket, clock } = joinedRoom({}, { params: { v: 1 } });
    join(client, TOPIC, { params: { v: 2 } });
    crash(socket);
    join(client, TOPIC);
    clock.increment(1000);
    expect(socket.of('phx_join').map((frame) => frame[4])).toEqual([{ v: 1 }, { v: 2 }]);
  });

  it('has its params used offline too', () => {
    const { client, socket } = offlineRoom({}, { params: { v: 1 } });
    join(client, TOPIC, { params: { v: 2 } });
    socket.open();
    expect(socket.frames.map((frame) => frame[4])).toEqual([{ v: 2 }]);
  });
});

describe('a heartbeat', () => {
  const patient = { heartbeatIntervalMs: 1000, heartbeatTimeoutMs: 500, joinTimeoutMs: 10_000 } as const;

  it('waits as long as a join before it may take', () => {
    const { client, clock, socket } = joiningRoom(patient);
    clock.increment(1000);
    socket.last('heartbeat');
    clock.increment(8_999);
    expect(client.getSnapshot().hasTag('connected')).toBe(true);
    accept(socket);
    socket.reply(socket.last('heartbeat'));
    expect(client.getSnapshot().hasTag('connected')).toBe(true);
  });

  it.each([
    ['accepted', accept],
    ['refused', refuse],
    ['void by a crash', crash],
  ])('is waited for no longer when the join was %s', (_, end) => {
    const { client, clock, socket } = joiningRoom(patient);
    end(socket);
    clock.increment(1000);
    clock.increment(500);
    expect(client.getSnapshot().hasTag('connected')).toBe(false);
  });

  it('waits no longer for a join whose params are not known', () => {
    const { client, clock } = joiningRoom(patient, { params: () => new Promise(() => {}) });
    clock.increment(1000);
    clock.increment(500);
    expect(client.getSnapshot().hasTag('connected')).toBe(false);
  });

  it('waits for a join that was left before its answer, since the server still runs it', () => {
    const { client, clock, socket, room } = joiningRoom(patient);
    void leave(room);
    clock.increment(1000);
    socket.last('heartbeat');
    clock.increment(500);
    expect(client.getSnapshot().hasTag('connected')).toBe(true);
    socket.reply(socket.last('phx_leave'));
    socket.reply(socket.last('heartbeat'));
    clock.increment(1000);
    clock.increment(500);
    expect(client.getSnapshot().hasTag('connected')).toBe(false);
  });
});
