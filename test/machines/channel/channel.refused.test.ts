import { describe, expect, it, vi } from 'vitest';
import { awaitJoin, type ChannelEnd, join, push } from 'xstate-phoenix';
import {
  accept,
  crash,
  end,
  joinedRoom,
  joiningRoom,
  of,
  type Room,
  reconnected,
  refuse,
  TOPIC,
} from '../../support/room.ts';

/** The wait before the next join, measured: milliseconds until there is one more. */
function wait({ world, clock, socket }: Room, upToMs = 60_000): number {
  const before = world.socket.of('phx_join').length;
  const from = clock.now();
  while (world.socket.of('phx_join').length === before && clock.now() - from < upToMs) clock.increment(1);
  expect(world.socket.url).toBe(socket.url);
  return clock.now() - from;
}

describe('a refused join', () => {
  it('is emitted with the response of the server, and tried again', () => {
    const { socket, clock, room, heard } = joiningRoom();
    refuse(socket, { reason: 'full', seats: 3 });
    expect(heard).toMatchObject([
      {
        type: 'join.failed',
        willRetry: true,
        retryInMs: 1000,
        error: { name: 'JoinError', code: 'refused', topic: TOPIC, response: { reason: 'full', seats: 3 } },
      },
    ]);
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
    expect(room.getSnapshot().context).toMatchObject({ attempt: 1, retryInMs: 1000, retryAt: 1000, reason: null });
    clock.increment(1000);
    expect(room.getSnapshot().value).toBe('joining');
    expect(room.getSnapshot().context.retryAt).toBeNull();
  });

  it('is tried again after a crash in join/3', () => {
    const { socket, room } = joiningRoom();
    refuse(socket, { reason: 'join crashed' });
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
  });

  it.each([['unauthorized'], ['forbidden']])('is final for the reason "%s"', async (reason) => {
    const { socket, clock, room, heard } = joiningRoom();
    const joined = awaitJoin(room);
    const early = push(room, 'early');
    refuse(socket, { reason });
    expect(room.getSnapshot().value).toBe('closed');
    expect(room.getSnapshot().context.reason).toMatchObject({ code: 'refused', response: { reason } });
    expect(heard).toMatchObject([{ type: 'join.failed', willRetry: false, error: { response: { reason } } }]);
    expect(heard[0]).not.toHaveProperty('retryInMs');
    await expect(joined).rejects.toMatchObject({ code: 'refused', response: { reason } });
    await expect(early).rejects.toMatchObject({ code: 'channel_closed', sent: false });
    clock.increment(100_000);
    expect(socket.of('phx_join')).toHaveLength(1);
  });

  it('is final for an unmatched topic, whose refusal has no join_ref', () => {
    const { socket, room } = joiningRoom();
    socket.say(null, '1', TOPIC, 'phx_reply', { status: 'error', response: { reason: 'unmatched topic' } });
    expect(room.getSnapshot().value).toBe('closed');
    expect(room.getSnapshot().context.reason).toMatchObject({ code: 'refused' });
  });

  it('stays final when the connection is lost and comes back, and a join() tries anew', () => {
    const made = joiningRoom();
    refuse(made.socket, { reason: 'unauthorized' });
    const second = reconnected(made);
    expect(second.frames).toEqual([]);
    expect(made.room.getSnapshot().value).toBe('closed');
    expect(join(made.client, TOPIC, { params: { token: 2 } })).toBe(made.room);
    expect(second.frames.map((frame) => frame[4])).toEqual([{ token: 2 }]);
    expect(made.room.getSnapshot().context.reason).toBeNull();
  });

  it('is tried again slowly when too many channels are joined', () => {
    const made = joiningRoom({ rejoinAfterMs: [5] });
    refuse(made.socket, { reason: 'too many channels joined' });
    expect(of(made.heard, 'join.failed')).toMatchObject([{ retryInMs: 10_000 }]);
    expect(wait(made)).toBe(10_000);
  });

  it('counts as refused for any status that is not ok', () => {
    const { socket, heard } = joiningRoom();
    socket.reply(socket.last('phx_join'), 'maybe', { why: 'not' });
    expect(heard).toMatchObject([{ type: 'join.failed', error: { code: 'refused', response: { why: 'not' } } }]);
  });
});

describe('shouldRejoin', () => {
  it('can retry a join that was refused for good', () => {
    const { socket, room } = joiningRoom({ shouldRejoin: () => true });
    refuse(socket, { reason: 'unauthorized' });
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
  });

  it('can stop retries', () => {
    const refused = joiningRoom({ shouldRejoin: () => false });
    refuse(refused.socket);
    expect(refused.room.getSnapshot().value).toBe('closed');
    const crashed = joinedRoom({ shouldRejoin: () => false });
    crash(crashed.socket);
    expect(crashed.room.getSnapshot().value).toBe('closed');
    expect(crashed.heard).toMatchObject([{ type: 'crashed', willRetry: false }]);
    expect(crashed.room.getSnapshot().context.reason).toMatchObject({ code: 'closed' });
    const silent = joiningRoom({ shouldRejoin: () => false });
    silent.clock.increment(10_000);
    expect(silent.room.getSnapshot().value).toBe('closed');
    expect(silent.room.getSnapshot().context.reason).toMatchObject({ code: 'timeout' });
  });

  it('can have a topic joined again that the server closed', () => {
    const { socket, clock, room, heard } = joinedRoom({ shouldRejoin: () => true });
    end(socket);
    expect(heard).toMatchObject([{ type: 'closed', willRetry: true }]);
    clock.increment(1000);
    expect(room.getSnapshot().value).toBe('joining');
  });

  it('uses the default for undefined', () => {
    const { socket, room } = joiningRoom({ shouldRejoin: () => undefined });
    refuse(socket, { reason: 'forbidden' });
    expect(room.getSnapshot().value).toBe('closed');
  });

  it('is called once for each end, with what happened', () => {
    const shouldRejoin = vi.fn((_: ChannelEnd) => undefined);
    const { socket, clock } = joiningRoom({ shouldRejoin });
    refuse(socket, { reason: 'full' });
    clock.increment(1000);
    clock.increment(10_000);
    clock.increment(2000);
    accept(socket);
    crash(socket);
    clock.increment(5000);
    accept(socket);
    clock.increment(10_000);
    end(socket);
    expect(shouldRejoin.mock.calls.map(([told]) => told)).toMatchObject([
      { topic: TOPIC, cause: 'join', attempt: 1, error: { code: 'refused', response: { reason: 'full' } } },
      { topic: TOPIC, cause: 'join', attempt: 2, error: { code: 'timeout' } },
      { topic: TOPIC, cause: 'crashed', attempt: 3, error: null },
      { topic: TOPIC, cause: 'closed', attempt: 1, error: null },
    ]);
  });

  it('counts as undefined and is reported once when it throws', () => {
    const thrown = new Error('policy');
    const { socket, room, said } = joiningRoom({
      shouldRejoin: () => {
        throw thrown;
      },
    });
    refuse(socket);
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
    expect(of(said, 'listener.failed')).toEqual([
      { type: 'listener.failed', error: thrown, topic: TOPIC, event: 'shouldRejoin' },
    ]);
  });
});

describe('the wait before a rejoin', () => {
  const refusals = (made: Room, count: number): number[] =>
    Array.from({ length: count }, () => {
      refuse(made.world.socket);
      return wait(made);
    });

  it('is 1, 2, 5, then 10 seconds', () => {
    expect(refusals(joiningRoom(), 5)).toEqual([1000, 2000, 5000, 10_000, 10_000]);
  });

  it('grows while the topic crashes behind each join, however often it is answered', () => {
    const made = joiningRoom({ heartbeatIntervalMs: 0 });
    const crashes = Array.from({ length: 5 }, () => {
      accept(made.socket);
      made.clock.increment(9_999);
      crash(made.socket);
      return wait(made);
    });
    expect(crashes).toEqual([1000, 2000, 5000, 10_000, 10_000]);
  });

  it('starts over when the topic has been joined for stableAfterMs, which needs no timer', () => {
    const made = joiningRoom({ stableAfterMs: 700, heartbeatIntervalMs: 0 });
    expect(refusals(made, 3)).toEqual([1000, 2000, 5000]);
    accept(made.socket);
    expect(made.room.getSnapshot().context.attempt).toBe(3);
    made.clock.increment(700);
    expect(made.clock.timers).toBe(0);
    crash(made.socket);
    expect(wait(made)).toBe(1000);
    expect(refusals(made, 1)).toEqual([2000]);
  });

  it('starts over when the server ends a topic that was joined for stableAfterMs', () => {
    const { socket, clock, room } = joiningRoom();
    refuse(socket);
    clock.increment(1000);
    accept(socket);
    end(socket);
    expect(room.getSnapshot()).toMatchObject({ value: 'closed', context: { attempt: 1 } });
    room.send({ type: 'channel.join' });
    accept(socket);
    clock.increment(10_000);
    end(socket);
    expect(room.getSnapshot()).toMatchObject({ value: 'closed', context: { attempt: 0 } });
  });

  it('starts over after a new connection', () => {
    const made = joiningRoom();
    expect(refusals(made, 3)).toEqual([1000, 2000, 5000]);
    reconnected(made);
    expect(refusals(made, 2)).toEqual([1000, 2000]);
  });

  it('can be a list of the client', () => {
    expect(refusals(joiningRoom({ rejoinAfterMs: [7, 11] }), 3)).toEqual([7, 11, 11]);
  });

  it('can be a list or a function of the topic', () => {
    const input = { rejoinAfterMs: [9] };
    expect(refusals(joiningRoom(input, { rejoinAfterMs: [3, 4] }), 3)).toEqual([3, 4, 4]);
    expect(refusals(joiningRoom(input, { rejoinAfterMs: (attempt) => attempt * 10 }), 3)).toEqual([10, 20, 30]);
  });

  it.each([
    ['throws', () => JSON.parse('{')],
    ['gives no number', () => Number.NaN],
  ])('is 10 seconds when its function %s, which is reported', (_, rejoinAfterMs) => {
    const made = joiningRoom({}, { rejoinAfterMs });
    expect(refusals(made, 1)).toEqual([10_000]);
    expect(of(made.said, 'listener.failed')).toMatchObject([{ topic: TOPIC, event: 'rejoinAfterMs' }]);
  });

  it('is spread by the jitter of the client', () => {
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.25);
    const made = joiningRoom({ jitter: 1 });
    expect(refusals(made, 2)).toEqual([750, 1500]);
    random.mockRestore();
  });

  it('ends with the connection, and the topic joins once when that is back', () => {
    const made = joiningRoom();
    refuse(made.socket);
    made.clock.increment(995);
    made.socket.close();
    expect(made.room.getSnapshot().context.retryAt).toBeNull();
    made.clock.increment(10);
    made.world.open();
    made.clock.increment(5_000);
    expect(made.world.socket.of('phx_join')).toHaveLength(1);
  });

  it('never has a second join beside one that is pending', () => {
    const made = joinedRoom();
    crash(made.socket);
    made.clock.increment(1000);
    made.clock.increment(9_000);
    expect(made.socket.of('phx_join')).toHaveLength(2);
  });
});
