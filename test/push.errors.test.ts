import { describe, expect, it } from 'vitest';
import {
  type ClientInput,
  ConnectError,
  cast,
  connect,
  disconnect,
  JoinError,
  join,
  type PushError,
  push,
  rejoin,
} from 'xstate-phoenix';
import { accept, drop, end, joinedRoom, joiningRoom, offlineRoom, outcome, refuse, turns } from './support/room.ts';
import { createWorld, type World } from './support/world.ts';

/** A topic of a client that may not have dialed. */
function idleRoom(input: Partial<ClientInput>) {
  const world = createWorld(input);
  return { world, clock: world.clock, room: join(world.client, 'room:lobby') };
}

/** The error of a push that is settled by now. */
async function errorOf(pushed: Promise<unknown>): Promise<PushError> {
  const end = await outcome(pushed);
  if (end === 'pending' || 'value' in end) throw new Error('The push has not failed.');
  return end.error as PushError;
}

describe('the error of a push that was not sent', () => {
  it('says that there was no server, and has the last error of the connection as its cause', async () => {
    const { world, clock, room } = offlineRoom({ reconnectAfterMs: [60_000] });
    const pushed = push(room, 'say', {}, { timeoutMs: 100 });
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:4000'), { code: 'ECONNREFUSED' });
    world.socket.fail({ code: 1006, reason: '', error: refused });
    clock.increment(100);
    const error = await errorOf(pushed);
    expect(error).toMatchObject({ code: 'timeout', sent: false });
    expect(error.cause).toBe(world.client.getSnapshot().context.error);
    expect(error.message).toMatch(/^The push of "say" to "room:lobby" was not sent in time\. .*server/);
  });

  it('says that its topic was refused, and has the refusal as its cause', async () => {
    const { clock, room, socket } = joiningRoom({ rejoinAfterMs: [60_000] });
    const pushed = push(room, 'say', {}, { timeoutMs: 100 });
    refuse(socket, { reason: 'full' });
    clock.increment(100);
    const error = await errorOf(pushed);
    expect(error.cause).toBeInstanceOf(JoinError);
    expect(error.cause).toMatchObject({ code: 'refused', response: { reason: 'full' } });
    expect(error.message).toBe(
      'The push of "say" to "room:lobby" was not sent in time. The join of "room:lobby" was refused by the server: "full".',
    );
  });

  it('says that the client has never been asked to connect', async () => {
    const { clock, room } = idleRoom({ autoConnect: false });
    const pushed = push(room, 'say', {}, { timeoutMs: 100 });
    expect(await outcome(pushed)).toBe('pending');
    clock.increment(100);
    const error = await errorOf(pushed);
    expect(error).toMatchObject({ code: 'timeout', sent: false, cause: { code: 'disconnected' } });
    expect(error.message).toContain('Nobody has asked the client to connect yet.');
  });

  it('says so of one that shall not wait', async () => {
    const { room, socket } = joiningRoom({ whenNotJoined: 'reject' });
    refuse(socket, { reason: 'full' });
    const error = await errorOf(push(room, 'say'));
    expect(error).toMatchObject({ code: 'not_joined', sent: false, cause: { code: 'refused' } });
  });

  it('says so of one that has no room to wait', async () => {
    const { room, world } = offlineRoom({ pushBuffer: { max: 1 } });
    world.socket.refuse(503);
    void push(room, 'first');
    expect(await errorOf(push(room, 'second'))).toMatchObject({ code: 'overflow', cause: { httpStatus: 503 } });
  });

  it('keeps the reason of a signal as its cause', async () => {
    const { room } = offlineRoom();
    const controller = new AbortController();
    const pushed = push(room, 'say', {}, { signal: controller.signal });
    controller.abort('enough');
    const error = await errorOf(pushed);
    expect(error).toMatchObject({ code: 'aborted', sent: false, cause: 'enough' });
    expect(error.message).toContain('was not sent');
  });
});

describe('the error of a push that was sent', () => {
  it.each<[string, RegExp, (made: ReturnType<typeof joinedRoom>) => void]>([
    ['nobody answers it', /got no reply in time/, ({ clock }) => clock.increment(100)],
    ['the connection is lost', /got no reply, because the connection/, drop],
    ['its topic is closed', /got no reply, because the channel has ended/, ({ socket }) => end(socket)],
  ])('says that it was, when %s', async (_, words, happen) => {
    const made = joinedRoom();
    const pushed = push(made.room, 'say', {}, { timeoutMs: 100 });
    happen(made);
    const error = await errorOf(pushed);
    expect(error.sent).toBe(true);
    expect(error.message).toMatch(words);
    expect(error.message).not.toContain('not sent');
  });

  it('says that its caller waits no more', async () => {
    const { room } = joinedRoom();
    const controller = new AbortController();
    const pushed = push(room, 'say', {}, { signal: controller.signal });
    controller.abort();
    const error = await errorOf(pushed);
    expect(error).toMatchObject({ code: 'aborted', sent: true });
    expect(error.message).toContain('was sent');
  });
});

describe('pushes that wait', () => {
  it.each<[string, Partial<ClientInput>, (world: World) => void]>([
    ['the client fails', {}, ({ socket }) => socket.refuse(403)],
    ['all attempts are used up', { maxAttempts: 1 }, ({ socket }) => socket.close()],
    ['the client is disconnected while it dials', {}, ({ client }) => void disconnect(client)],
    ['a client that never connected is disconnected', { autoConnect: false }, ({ client }) => void disconnect(client)],
    [
      'the client is disconnected while it waits to dial again',
      {},
      ({ client, socket }) => {
        socket.close();
        void disconnect(client);
      },
    ],
    [
      'the client is disconnected while the topic is joining',
      {},
      ({ client, socket }) => {
        socket.open();
        void disconnect(client);
      },
    ],
  ])('are rejected at once when %s, and so are those that come then', async (_, input, happen) => {
    const { world, room } = idleRoom(input);
    const before = push(room, 'before');
    cast(room, 'cast');
    await turns();
    happen(world);
    await turns();
    for (const pushed of [before, push(room, 'after')]) {
      const error = await errorOf(pushed);
      expect(error).toMatchObject({ code: 'disconnected', sent: false });
      expect(error.cause).toBeInstanceOf(ConnectError);
      expect(error.message).toMatch(/was not sent, because there is no connection\. ./);
    }
    expect(room.getSnapshot().context.pushes.pending()).toEqual([]);
  });

  it('are rejected at once when their topic is closed, and so are those that come then', async () => {
    const { room, socket } = joiningRoom();
    const before = push(room, 'before');
    refuse(socket, { reason: 'unauthorized' });
    for (const pushed of [before, push(room, 'after')]) {
      const error = await errorOf(pushed);
      expect(error).toMatchObject({ code: 'channel_closed', sent: false, cause: { code: 'refused' } });
      expect(error.message).toMatch(/was not sent, because its topic is closed\. .*"unauthorized"/);
    }
  });

  it('have the end of their topic as their cause, where the server has ended it', async () => {
    const { room, socket } = joinedRoom();
    end(socket);
    expect(await errorOf(push(room, 'after'))).toMatchObject({ code: 'channel_closed', cause: { code: 'closed' } });
  });

  it('go on waiting through retries of the connection, and through those of their topic', async () => {
    const made = offlineRoom();
    const pushed = push(made.room, 'say');
    made.socket.close();
    made.clock.increment(10);
    made.world.open();
    refuse(made.world.socket);
    rejoin(made.room);
    accept(made.world.socket);
    expect(made.world.socket.of('say')).toHaveLength(1);
    expect(await outcome(pushed)).toBe('pending');
  });

  it('wait again once somebody has asked for a connection', async () => {
    const made = joinedRoom();
    void disconnect(made.client);
    made.socket.close(1000);
    void connect(made.client);
    const pushed = push(made.room, 'say');
    accept(made.world.open());
    expect(await outcome(pushed)).toBe('pending');
    expect(made.world.socket.of('say')).toHaveLength(1);
  });
});
