import { describe, expect, it } from 'vitest';
import {
  awaitJoin,
  awaitLeave,
  awaitMessage,
  ConfigurationError,
  ConnectError,
  JoinError,
  leave,
  rejoin,
} from 'xstate-phoenix';
import {
  accept,
  crash,
  joinedRoom,
  joiningRoom,
  offlineRoom,
  outcome,
  type Room,
  refuse,
  TOPIC,
} from './support/room.ts';

const FULL = { reason: 'full' };

/** The server refuses the last join, and the client sends the next one after the back-off. */
function refuseAndRetry({ socket, clock }: Room, response: unknown = FULL, afterMs = 1_000): void {
  refuse(socket, response);
  clock.increment(afterMs);
}

describe('awaitJoin with a time of its own', () => {
  it('tells that the server has refused, how often, and what it said last', async () => {
    const made = joiningRoom();
    const joined = awaitJoin(made.room, { timeoutMs: 3_500 });
    refuseAndRetry(made, { reason: 'starting' });
    refuseAndRetry(made, FULL, 2_500);
    const { error } = (await outcome(joined)) as { error: JoinError };
    expect(error).toMatchObject({ name: 'JoinError', code: 'timeout', topic: TOPIC, response: FULL, refusals: 2 });
    expect(error.cause).toMatchObject({ code: 'refused', response: FULL, refusals: 2 });
    expect(error.message).toBe(
      'The join of "room:lobby" was refused by the server 2 times, and then the time was up. The last refusal: "full".',
    );
  });

  it('says so of a single refusal, too', async () => {
    const made = joiningRoom({ rejoinAfterMs: [60_000] });
    const joined = awaitJoin(made.room, { timeoutMs: 100 });
    refuse(made.socket, { code: 7 });
    made.clock.increment(100);
    const { error } = (await outcome(joined)) as { error: JoinError };
    expect(error).toMatchObject({ code: 'timeout', response: { code: 7 }, refusals: 1 });
    expect(error.message).toContain('refused by the server once');
    expect(error.message).toContain('see response');
  });

  it('counts no refusal where the server was silent', async () => {
    const made = joiningRoom();
    const joined = awaitJoin(made.room, { timeoutMs: 100 });
    made.clock.increment(100);
    const { error } = (await outcome(joined)) as { error: JoinError };
    expect(error).toMatchObject({ code: 'timeout', response: undefined, refusals: 0, cause: undefined });
    expect(error.message).toBe('The join of "room:lobby" got no answer in time.');
  });

  it('keeps the refusals of before when the server falls silent behind them', async () => {
    const made = joiningRoom({ joinTimeoutMs: 500 });
    const joined = awaitJoin(made.room, { timeoutMs: 5_000 });
    refuseAndRetry(made);
    made.clock.increment(4_000);
    expect(await outcome(joined)).toMatchObject({ error: { code: 'timeout', response: FULL, refusals: 1 } });
  });

  it('tells why there is no connection', async () => {
    const { world, clock, room } = offlineRoom({ reconnectAfterMs: [60_000] });
    const joined = awaitJoin(room, { timeoutMs: 100 });
    world.socket.refuse(503);
    clock.increment(100);
    const { error } = (await outcome(joined)) as { error: JoinError };
    expect(error.cause).toBeInstanceOf(ConnectError);
    expect(error.message).toContain('HTTP 503');
  });

  it('quotes no more of a reason than fits into a line, and none of the secrets of the connection', async () => {
    const made = joiningRoom({ params: { key: 'SECRET-KEY' }, rejoinAfterMs: [60_000] });
    const joined = awaitJoin(made.room, { timeoutMs: 100 });
    refuse(made.socket, { reason: `no SECRET-KEY\n${'x'.repeat(500)}` });
    made.clock.increment(100);
    const { message } = ((await outcome(joined)) as { error: JoinError }).error;
    expect(message).not.toContain('SECRET-KEY');
    expect(message).not.toContain('\n');
    expect(message.length).toBeLessThan(300);
  });
});

describe('awaitJoin without retries', () => {
  it('rejects at the first refusal, and the topic stays wanted', async () => {
    const made = joiningRoom();
    const joined = awaitJoin(made.room, { retry: false });
    refuse(made.socket, FULL);
    await expect(joined).rejects.toMatchObject({ code: 'refused', response: FULL, refusals: 1 });
    made.clock.increment(1_000);
    accept(made.socket);
    expect(made.room.getSnapshot().value).toBe('joined');
  });

  it('rejects at once where the retry of a refusal is waited for, and waits for one that is under way', async () => {
    const made = joiningRoom();
    refuse(made.socket, FULL);
    await expect(awaitJoin(made.room, { retry: false })).rejects.toMatchObject({ code: 'refused', refusals: 1 });
    made.clock.increment(1_000);
    const second = awaitJoin(made.room, { retry: false });
    expect(await outcome(second)).toBe('pending');
    refuse(made.socket, FULL);
    await expect(second).rejects.toMatchObject({ code: 'refused', refusals: 2 });
  });

  it('rejects at the first join that nobody answers, as its timeout', async () => {
    const made = joiningRoom({ joinTimeoutMs: 500 });
    const joined = awaitJoin(made.room, { retry: false });
    made.clock.increment(500);
    await expect(joined).rejects.toMatchObject({ code: 'timeout' });
  });

  it('keeps the timeout of its own', async () => {
    const made = joiningRoom();
    const joined = awaitJoin(made.room, { retry: false, timeoutMs: 100 });
    made.clock.increment(100);
    await expect(joined).rejects.toMatchObject({ code: 'timeout', response: undefined, refusals: 0 });
  });

  it('waits for the connection, and for a topic that has crashed', async () => {
    const offline = offlineRoom();
    const joined = awaitJoin(offline.room, { retry: false });
    offline.socket.open();
    accept(offline.socket);
    await joined;
    crash(offline.socket);
    const again = awaitJoin(offline.room, { retry: false });
    expect(await outcome(again)).toBe('pending');
    offline.clock.increment(1_000);
    accept(offline.socket);
    await again;
  });

  it('retries unless it is told not to', async () => {
    for (const options of [{}, { retry: true }]) {
      const made = joiningRoom();
      const joined = awaitJoin(made.room, options);
      refuse(made.socket);
      expect(await outcome(joined)).toBe('pending');
    }
  });

  it('takes no other word for it', async () => {
    await expect(awaitJoin(joiningRoom().room, { retry: 'no' as never })).rejects.toBeInstanceOf(ConfigurationError);
  });
});

describe('the last error of a topic', () => {
  it('is its last refusal, with the count of them, until it is joined', () => {
    const made = joiningRoom();
    const last = () => made.room.getSnapshot().context.lastError;
    expect(last()).toBeNull();
    refuseAndRetry(made, { reason: 'first' });
    refuseAndRetry(made, FULL, 2_000);
    expect(last()).toBeInstanceOf(JoinError);
    expect(last()).toMatchObject({ code: 'refused', response: FULL, refusals: 2 });
    accept(made.socket);
    expect(last()).toBeNull();
  });

  it('outlasts a silence behind it, and takes the place of a silence before it', () => {
    const made = joiningRoom({ joinTimeoutMs: 500, rejoinAfterMs: [1_000] });
    const last = () => made.room.getSnapshot().context.lastError;
    made.clock.increment(500);
    expect(last()).toMatchObject({ code: 'timeout', refusals: 0 });
    made.clock.increment(1_000);
    refuse(made.socket, FULL);
    made.clock.increment(1_500);
    expect(last()).toMatchObject({ code: 'refused', response: FULL });
  });

  it('is the reason of a topic that is closed, and outlasts a rejoin', () => {
    const made = joiningRoom();
    refuse(made.socket, { reason: 'unauthorized' });
    const { context } = made.room.getSnapshot();
    expect(context.lastError).toBe(context.reason);
    rejoin(made.room);
    expect(made.room.getSnapshot().context).toMatchObject({ reason: null, lastError: { code: 'refused' } });
  });

  it('is forgotten by a leave', () => {
    const made = joiningRoom();
    refuse(made.socket);
    void leave(made.room);
    expect(made.room.getSnapshot().context.lastError).toBeNull();
  });

  it('is emitted with what the server said', () => {
    const made = joiningRoom();
    refuse(made.socket, FULL);
    expect(made.heard).toMatchObject([
      {
        type: 'join.failed',
        error: { message: 'The join of "room:lobby" was refused by the server: "full".', refusals: 1 },
      },
    ]);
  });
});

describe('a wait for something else than a join', () => {
  it('says that it was a message that did not come, and why', async () => {
    const made = joiningRoom({ rejoinAfterMs: [60_000] });
    const message = awaitMessage(made.room, 'news', { timeoutMs: 100 });
    refuse(made.socket, FULL);
    made.clock.increment(100);
    const { error } = (await outcome(message)) as { error: JoinError };
    expect(error.message).toMatch(/^A message of "room:lobby" did not come in time\. .*refused by the server: "full"/);
    expect(error.cause).toMatchObject({ code: 'refused' });
  });

  it('says that it was the answer to a leave', async () => {
    const made = joinedRoom();
    const left = awaitLeave(made.room, { timeoutMs: 100 });
    made.clock.increment(100);
    const { error } = (await outcome(left)) as { error: JoinError };
    expect(error.message).toBe('The answer to the leave of "room:lobby" did not come in time.');
  });
});
