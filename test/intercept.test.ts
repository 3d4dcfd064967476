import { describe, expect, it, vi } from 'vitest';
import {
  awaitJoin,
  cast,
  type Frame,
  type Interception,
  intercept,
  join,
  leave,
  on,
  onFrame,
  ping,
  push,
  v2,
} from 'xstate-phoenix';
import { hear } from './support/hear.ts';
import './support/matchers.ts';
import { accept, joinedRoom, joiningRoom, offlineRoom, outcome, TOPIC, turns } from './support/room.ts';
import { SECRET } from './support/secrets.ts';

/** Changes the payload of the frames of one event. */
const changing = (event: string, change: (payload: unknown) => unknown) => (frame: Frame) => {
  const [joinRef, ref, topic, name, payload] = frame;
  return name === event ? ([joinRef, ref, topic, name, change(payload)] as const) : frame;
};
const dropping = (event: string) => (frame: Frame) => (frame[3] === event ? null : frame);
const failing = (event: string) => (frame: Frame) => {
  if (frame[3] === event) throw new Error('the interceptor failed');
  return frame;
};

describe('an outgoing frame', () => {
  it('is seen before it is sent: joins, pushes, casts, heartbeats and leaves', () => {
    const { client, room, socket, clock } = joiningRoom();
    const seen: string[] = [];
    intercept(client, {
      outgoing: (frame) => {
        seen.push(frame[3]);
        return frame;
      },
    });
    accept(socket);
    cast(room, 'hello');
    join(client, 'room:b');
    accept(socket);
    clock.increment(30_000);
    void leave(room);
    expect(seen).toEqual(['hello', 'phx_join', 'heartbeat', 'phx_leave']);
  });

  it('goes out as it was where the function returns nothing, and changed where it returns another', () => {
    const { client, room, socket } = joinedRoom();
    const undo = intercept(client, { outgoing: () => undefined });
    cast(room, 'say', { body: 1 });
    undo();
    intercept(client, { outgoing: changing('say', () => ({ body: 'changed' })) });
    cast(room, 'say', { body: 2 });
    expect(socket.of('say').map((frame) => frame[4])).toEqual([{ body: 1 }, { body: 'changed' }]);
  });

  it('is shown by onFrame as it is on the wire', () => {
    const { client, room } = joinedRoom();
    const shown: unknown[] = [];
    onFrame(client, ({ frame, bytes }) => shown.push([frame[3], frame[4], bytes]));
    intercept(client, { outgoing: (frame) => changing('say', () => 'xx')(dropping('lost')(frame) ?? frame) });
    intercept(client, { outgoing: dropping('lost') });
    cast(room, 'lost');
    cast(room, 'say', 'xxxxxxxx');
    expect(shown).toEqual([['say', 'xx', `["1","3","${TOPIC}","say","xx"]`.length]]);
  });

  it('that waited has its payload as a value, and goes out as it was written then', () => {
    const payload = { big: 12345678901234567890n };
    const written = '{"big":12345678901234567890}';
    const stringify = (value: unknown) => (value === payload ? written : JSON.stringify(value));
    const { client, room, socket } = joiningRoom({ serializer: v2({ stringify }) });
    const seen: unknown[] = [];
    intercept(client, { outgoing: (frame) => void seen.push(frame[4]) as undefined });
    intercept(client, { outgoing: (frame) => frame });
    cast(room, 'say', payload);
    accept(socket);
    expect(seen).toEqual([{ big: Number(12345678901234567890n) }]);
    expect(socket.written.at(-1)).toContain(written);
  });

  it('that is dropped is never sent, and its push runs into its timeout', async () => {
    const { client, room, socket, clock } = joinedRoom();
    intercept(client, { outgoing: dropping('say') });
    const pushed = push(room, 'say');
    expect(await outcome(pushed)).toBe('pending');
    clock.increment(10_000);
    expect(socket.of('say')).toEqual([]);
    expect(await outcome(pushed)).toMatchObject({ error: { code: 'timeout', sent: true } });
  });

  it('that is a heartbeat and dropped ends the connection as a lost one does', () => {
    const { client, clock } = joinedRoom();
    const lost = hear(client, 'connection.lost');
    intercept(client, { outgoing: dropping('heartbeat') });
    clock.increment(40_000);
    expect(lost).toMatchObject([{ cause: 'heartbeat' }]);
  });
});

describe('an incoming frame', () => {
  it('is seen before the client takes it, and may be changed or dropped', async () => {
    const { client, room, socket } = joinedRoom();
    const heard: unknown[] = [];
    const dropped = hear(client, 'frame.dropped');
    on(room, '*', (payload) => heard.push(payload));
    intercept(client, { incoming: (frame) => changing('news', () => 'changed')(frame) });
    intercept(client, { incoming: dropping('noise') });
    socket.say(null, null, TOPIC, 'news', 'said');
    socket.say(null, null, TOPIC, 'noise', 'said');
    expect(heard).toEqual(['changed']);
    expect(dropped).toEqual([]);
  });

  it('is shown by onFrame as it came', async () => {
    const { client, socket } = joinedRoom();
    const shown: unknown[] = [];
    intercept(client, { incoming: changing('news', () => 'changed') });
    intercept(client, { incoming: dropping('noise') });
    onFrame(client, ({ frame }) => shown.push(frame[4]));
    socket.say(null, null, TOPIC, 'news', 'said');
    socket.say(null, null, TOPIC, 'noise', 'said');
    expect(shown).toEqual(['said', 'said']);
  });

  it('that answers a join, a push, a ping or a heartbeat is seen as well', async () => {
    const { client, room, socket, clock } = joiningRoom();
    const seen: unknown[] = [];
    intercept(client, { incoming: (frame) => void seen.push(frame[1]) as undefined });
    accept(socket);
    await awaitJoin(room);
    const pushed = push(room, 'say');
    socket.reply(socket.last('say'));
    await pushed;
    const pinged = ping(client);
    socket.reply(socket.last('heartbeat'));
    await pinged;
    clock.increment(30_000);
    socket.reply(socket.last('heartbeat'));
    expect(seen).toEqual(['1', '2', '3', '4']);
  });
});

describe('several interceptors', () => {
  const marked = (mark: string): Required<Interception> => ({
    outgoing: changing('say', (payload) => `${mark}(${payload})`),
    incoming: changing('news', (payload) => `${mark}(${payload})`),
  });

  it('stand in a row: the last one added is nearest to the wire', () => {
    const { client, room, socket } = joinedRoom();
    const heard: unknown[] = [];
    on(room, 'news', (payload) => heard.push(payload));
    for (const mark of ['inner', 'outer']) intercept(client, marked(mark));
    cast(room, 'say', 'x');
    socket.say(null, null, TOPIC, 'news', 'x');
    expect(socket.last('say')[4]).toBe('outer(inner(x))');
    expect(heard).toEqual(['inner(outer(x))']);
  });

  it('do not see what one before them has dropped', () => {
    const { client, room, socket } = joinedRoom();
    const seen: string[] = [];
    const look = (frame: Frame) => void seen.push(frame[3]) as undefined;
    intercept(client, { outgoing: dropping('say') });
    intercept(client, { outgoing: look });
    intercept(client, { incoming: look });
    intercept(client, { incoming: dropping('news') });
    cast(room, 'say');
    socket.say(null, null, TOPIC, 'news', {});
    expect(seen).toEqual([]);
  });

  it('are removed one by one, and the same functions may be added twice', () => {
    const { client, room, socket } = joinedRoom();
    const same = marked('m');
    const [first, second] = [intercept(client, same), intercept(client, same)];
    cast(room, 'say', 'x');
    first();
    first();
    cast(room, 'say', 'x');
    second();
    cast(room, 'say', 'x');
    expect(socket.of('say').map((frame) => frame[4])).toEqual(['m(m(x))', 'm(x)', 'x']);
  });

  it('may remove themselves while they are called', () => {
    const { client, room, socket } = joinedRoom();
    const undo: (() => void)[] = [];
    const once = (mark: string) => ({
      outgoing: (frame: Frame) => {
        for (const step of undo) step();
        return changing('say', (payload) => `${mark}(${payload})`)(frame);
      },
    });
    undo.push(intercept(client, once('a')), intercept(client, once('b')));
    cast(room, 'say', 'x');
    cast(room, 'say', 'x');
    expect(socket.of('say').map((frame) => frame[4])).toEqual(['b(a(x))', 'x']);
  });

  it('belong to one client, and stay when it is started again', () => {
    const { client, world } = joinedRoom();
    const other = joinedRoom();
    intercept(client, { outgoing: dropping('say') });
    client.stop();
    client.start();
    const socket = world.open();
    accept(socket);
    cast(join(client, TOPIC), 'say');
    cast(other.room, 'say');
    expect([socket.of('say').length, other.socket.of('say').length]).toEqual([0, 1]);
  });
});

describe('an interceptor that fails', () => {
  const reported = (topic: string | null, error: unknown = expect.any(Error)) => ({
    type: 'listener.failed',
    event: 'intercept',
    topic,
    error,
  });

  it('rejects the push at once, and harms no other frame', async () => {
    const { client, room, socket } = joinedRoom();
    const failed = hear(client, 'listener.failed');
    intercept(client, { outgoing: failing('say') });
    const end = await outcome(push(room, 'say'));
    expect(end).toMatchObject({
      error: { code: 'encode', sent: false, cause: { message: 'the interceptor failed' } },
    });
    expect(socket.of('say')).toEqual([]);
    expect(failed).toEqual([reported(TOPIC)]);
    cast(room, 'other');
    expect(socket.of('other').length).toBe(1);
    expect(room.getSnapshot().value).toBe('joined');
  });

  it('drops a cast that waited, and the others go out', () => {
    const { client, room, socket } = joiningRoom();
    const failed = hear(client, 'listener.failed');
    intercept(client, { outgoing: failing('first') });
    cast(room, 'first');
    cast(room, 'second');
    accept(socket);
    expect([socket.of('first').length, socket.of('second').length]).toEqual([0, 1]);
    expect(failed).toEqual([reported(TOPIC)]);
  });

  it('fails a join, which is tried again', () => {
    const { client, room, world, clock } = offlineRoom();
    const failed = hear(client, 'listener.failed');
    const undo = intercept(client, { outgoing: failing('phx_join') });
    const socket = world.open();
    expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
    expect(failed).toEqual([reported(TOPIC)]);
    undo();
    clock.increment(1_000);
    accept(socket);
    expect(room.getSnapshot().value).toBe('joined');
  });

  it.each(['heartbeat', 'phx_leave'])('drops a %s, and reports it once', (event) => {
    const { client, room, socket, clock } = joinedRoom();
    const failed = hear(client, 'listener.failed');
    intercept(client, { outgoing: failing(event) });
    if (event === 'heartbeat') clock.increment(30_000);
    else void leave(room);
    expect(failed).toEqual([reported(event === 'heartbeat' ? 'phoenix' : TOPIC)]);
    expect(socket.of(event)).toEqual([]);
    expect(client).toBeIn('connected');
  });

  it('drops an incoming frame, and harms no other', () => {
    const { client, room, socket } = joinedRoom();
    const failed = hear(client, 'listener.failed');
    const heard: unknown[] = [];
    on(room, '*', (_, { event }) => heard.push(event));
    intercept(client, { incoming: failing('news') });
    socket.say(null, null, TOPIC, 'news', {});
    socket.say(null, null, TOPIC, 'other', {});
    expect(heard).toEqual(['other']);
    expect(failed).toEqual([reported(TOPIC)]);
  });

  it.each([
    ['a string', 'no frame', 'a string'],
    ['an object', {}, 'an object'],
    ['a list that is no frame', [null, null, 7, 'x', {}], 'a list'],
    ['false', false, 'a boolean'],
  ])('is one that returns %s', (_, given, kind) => {
    const { client, socket, room } = joinedRoom();
    const failed = hear(client, 'listener.failed');
    intercept(client, { outgoing: () => given as never });
    cast(room, 'say');
    const message = `must return a frame, null to drop it, or nothing to leave it as it is; it gave ${kind}`;
    expect(failed).toEqual([reported(TOPIC, expect.objectContaining({ problems: [{ path: 'intercept', message }] }))]);
    expect(socket.of('say')).toEqual([]);
  });

  it('is one that is async: its frame is dropped, and what it rejects with is nowhere unhandled', async () => {
    const { client, socket } = joinedRoom();
    const failed = hear(client, 'listener.failed');
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    intercept(client, { incoming: (() => Promise.reject(new Error('later'))) as never });
    socket.say(null, null, TOPIC, 'news', {});
    await turns();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(failed).toEqual([reported(TOPIC)]);
    expect(String(failed[0]?.error)).toContain('it gave a promise');
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('gives no payload away', () => {
    const { client, socket } = joinedRoom();
    const failed = hear(client, 'listener.failed');
    intercept(client, { incoming: (() => 'secret') as never });
    socket.say(null, null, TOPIC, 'news', { key: 'secret' });
    expect(String(failed[0]?.error)).not.toMatch(SECRET);
  });
});

describe('intercept', () => {
  it.each([
    [{ incoming: 7 }, 'incoming must be a function'],
    [{ outgoing: {} }, 'outgoing must be a function'],
    [null, 'options must be an object'],
  ])('refuses %j', (interception, problem) => {
    const { client } = joinedRoom();
    expect(() => intercept(client, interception as never)).toThrow(problem);
  });
});
