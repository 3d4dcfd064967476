import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type ClientInput,
  ConnectError,
  cast,
  connect,
  disconnect,
  join,
  type LogFields,
  type LoggerOptions,
  leave,
  logger,
  on,
  onFrame,
} from 'xstate-phoenix';
import { contextOf, detailOf } from '../inspector/src/allowed.ts';
import { accept, crash, end, refuse, TOPIC, turns } from './support/room.ts';
import { fails, SECRET, secretInput } from './support/secrets.ts';
import { createWorld, type WorldOptions } from './support/world.ts';

const levels = ['error', 'warn', 'info', 'debug'] as const;

/** A client with a logger whose lines are kept. */
function logged(options: LoggerOptions = {}, input: Partial<ClientInput> = {}, how: WorldOptions = {}) {
  const lines: string[] = [];
  const fields: LogFields[] = [];
  const write: LoggerOptions['write'] = (level, line, said) => {
    lines.push(`${level} ${line}`);
    fields.push(said);
  };
  const world = createWorld({ logger: logger({ write, ...options }), ...input }, how);
  return { world, lines, fields, client: world.client, clock: world.clock };
}

let console_: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  console_ = vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(async () => {
  // The logger looks a little later whether somebody else listens.
  await turns();
  vi.restoreAllMocks();
});

describe('a logger', () => {
  it('writes a line for what happens to the connection', () => {
    const { world, lines, clock, client } = logged();
    world.socket.close();
    clock.increment(10);
    world.open();
    world.socket.close(1012);
    clock.increment(1_010);
    world.open();
    void disconnect(client);
    world.socket.close(1000);
    expect(lines).toEqual([
      'warn xstate-phoenix: connect.failed attempt=1 error=unreachable willRetry=true retryInMs=10',
      'info xstate-phoenix: connected reconnect=false',
      'warn xstate-phoenix: connection.lost code=1012 cause=remote willRetry=true',
      expect.stringMatching(/^info xstate-phoenix: connected reconnect=true$/),
      'info xstate-phoenix: disconnected',
    ]);
  });

  it('writes a client that has failed as an error', () => {
    const refused = logged();
    refused.world.socket.refuse(403);
    const lost = logged({}, { shouldReconnect: () => false });
    lost.world.open().close(1002);
    expect([...refused.lines, ...lost.lines.slice(1)]).toEqual([
      'error xstate-phoenix: connect.failed attempt=1 error=unauthorized httpStatus=403 willRetry=false',
      'error xstate-phoenix: connection.lost code=1002 cause=remote willRetry=false',
    ]);
  });

  it('writes a line for what happens to a topic', () => {
    const { world, lines, clock, client } = logged();
    const socket = world.open();
    const room = join(client, TOPIC);
    refuse(socket);
    clock.increment(1_000);
    accept(socket);
    crash(socket);
    clock.increment(2_000);
    accept(socket);
    end(socket);
    room.send({ type: 'channel.join' });
    accept(socket);
    void leave(room);
    socket.reply(socket.last('phx_leave'));
    expect(lines.slice(1)).toEqual([
      'warn xstate-phoenix: join.failed topic=room:lobby error=refused willRetry=true retryInMs=1000',
      'info xstate-phoenix: joined topic=room:lobby rejoin=false',
      'warn xstate-phoenix: crashed topic=room:lobby willRetry=true',
      'info xstate-phoenix: joined topic=room:lobby rejoin=true',
      'info xstate-phoenix: closed topic=room:lobby error=closed willRetry=false',
      'info xstate-phoenix: joined topic=room:lobby rejoin=true',
      'info xstate-phoenix: left topic=room:lobby acknowledged=true',
    ]);
  });

  it('writes a frame that was dropped, and a listener that failed', () => {
    const { world, lines, client } = logged({ level: 'warn' });
    const socket = world.open();
    const room = join(client, TOPIC);
    accept(socket);
    on(room, 'news', fails);
    socket.say(null, null, TOPIC, 'news', {});
    socket.raw('{"secret":');
    socket.say(null, null, 'room:other', 'news', {});
    expect(lines).toEqual([
      'error xstate-phoenix: listener.failed topic=room:lobby event=news',
      'warn xstate-phoenix: frame.dropped why=malformed topic=null event=null',
      'warn xstate-phoenix: frame.dropped why=unknown_topic topic=room:other event=news',
    ]);
  });

  it('writes every frame at the level debug, without its payload', () => {
    const { world, lines, client } = logged({ level: 'debug' });
    const socket = world.open();
    cast(join(client, TOPIC), 'say', { text: 'secret' });
    accept(socket);
    socket.say(null, null, TOPIC, 'news', { text: 'secret' });
    const bytes = (frame: unknown) => JSON.stringify(frame).length;
    const ok = ['1', '1', TOPIC, 'phx_reply', { status: 'ok', response: {} }];
    expect(lines.filter((line) => line.startsWith('debug'))).toEqual([
      `debug xstate-phoenix: frame direction=out joinRef=1 ref=1 topic=room:lobby event=phx_join bytes=${bytes(socket.last('phx_join'))}`,
      `debug xstate-phoenix: frame direction=in joinRef=1 ref=1 topic=room:lobby event=phx_reply bytes=${bytes(ok)}`,
      `debug xstate-phoenix: frame direction=out joinRef=1 ref=2 topic=room:lobby event=say bytes=${bytes(socket.last('say'))}`,
      `debug xstate-phoenix: frame direction=in joinRef=null ref=null topic=room:lobby event=news bytes=${bytes([null, null, TOPIC, 'news', { text: 'secret' }])}`,
    ]);
  });

  it.each(levels.map((level, index) => [level, levels.slice(0, index + 1)] as const))(
    'of the level %s writes what is as urgent, and nothing else',
    (level, written) => {
      const { world, lines, clock, client } = logged({ level });
      world.socket.close();
      clock.increment(10);
      world.open();
      onFrame(client, fails);
      join(client, TOPIC);
      expect([...new Set(lines.map((line) => line.split(' ')[0]))].sort()).toEqual([...written].sort());
    },
  );

  it('writes to the console by itself, with the method of the level', () => {
    const info = vi.spyOn(console, 'info').mockImplementation(() => {});
    const world = createWorld({ logger: logger() });
    world.open();
    expect(info.mock.calls).toEqual([['xstate-phoenix: connected reconnect=false']]);
  });

  it('gives the fields beside the line', () => {
    const { world, fields } = logged();
    world.socket.refuse(503);
    expect(fields).toEqual([
      { type: 'connect.failed', attempt: 1, error: 'refused', httpStatus: 503, willRetry: true, retryInMs: 10 },
    ]);
  });

  it('keeps a line one line, whatever the server calls its topics and events', () => {
    const { world, lines } = logged();
    const socket = world.open();
    socket.say(null, null, 'a b\nerror=x', `${'\u001b'}[31m=`, {});
    socket.say(null, null, 'x'.repeat(500), '', {});
    expect(lines.slice(1)).toEqual([
      String.raw`warn xstate-phoenix: frame.dropped why=unknown_topic topic="a b\nerror=x" event="\u001b[31m="`,
      `warn xstate-phoenix: frame.dropped why=unknown_topic topic=${'x'.repeat(200)} event=""`,
    ]);
  });

  it('hears what happens within the start, and each thing once', async () => {
    const { lines } = logged({}, { url: fails });
    await turns();
    expect(lines).toEqual(['warn xstate-phoenix: connect.failed attempt=1 error=params willRetry=true retryInMs=10']);
  });

  it('goes on when the client is stopped and started again, and writes each line once', async () => {
    const { world, lines, client } = logged({ level: 'debug' });
    const socket = world.open();
    join(client, TOPIC);
    accept(socket);
    client.stop();
    client.start();
    lines.length = 0;
    accept(world.open());
    await turns();
    expect(lines.map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
      'info xstate-phoenix: connected reconnect=true',
      'debug xstate-phoenix: frame direction=out',
      'debug xstate-phoenix: frame direction=in',
      'info xstate-phoenix: joined topic=room:lobby',
    ]);
  });

  it('may be shared by several clients', () => {
    const write = vi.fn();
    const shared = logger({ write });
    for (const world of [createWorld({ logger: shared }), createWorld({ logger: shared })]) world.open();
    expect(write).toHaveBeenCalledTimes(2);
  });
});

describe('a listener that fails, with a logger', () => {
  it('is on the console with its error where nobody else listens, as without one', async () => {
    const { world, client } = logged();
    onFrame(client, fails);
    join(client, TOPIC);
    world.open();
    await turns();
    expect(console_.mock.calls).toEqual([
      ['xstate-phoenix: the function behind "onFrame" of "room:lobby" failed', expect.any(Error)],
    ]);
  });

  it('is on the console as well where it failed within the start', async () => {
    logged({}, { heartbeatIntervalMs: 60_000 });
    await turns();
    expect(console_.mock.calls).toEqual([
      ['xstate-phoenix: there is a problem with "heartbeatIntervalMs"', expect.any(Error)],
    ]);
  });

  it('is not on the console where somebody listens', async () => {
    const { world, client } = logged();
    onFrame(client, fails);
    client.on('listener.failed', () => {});
    join(client, TOPIC);
    world.open();
    await turns();
    expect(console_).not.toHaveBeenCalled();
  });

  it('that fails within the start is told to those who listen right after it', async () => {
    const { client, lines } = logged({}, { heartbeatIntervalMs: 60_000 }, { start: false });
    client.start();
    const heard: unknown[] = [];
    client.on('listener.failed', (event) => heard.push(event.event));
    await turns();
    expect(heard).toEqual(['heartbeatIntervalMs']);
    expect(lines).toContain('error xstate-phoenix: listener.failed topic=null event=heartbeatIntervalMs');
    expect(console_).not.toHaveBeenCalled();
  });
});

describe('a `write` that fails', () => {
  it.each([
    ['throws', fails],
    ['rejects', () => Promise.reject(new Error('later')) as never],
  ])('because it %s harms nothing, and is reported once', async (_, write) => {
    const { client } = createWorld({ logger: logger({ write }) }, { start: false });
    const failed: unknown[] = [];
    client.on('listener.failed', ({ event, topic }) => failed.push([event, topic]));
    client.start();
    void connect(client);
    await turns();
    join(client, TOPIC);
    client.send({ type: 'client.reconnect' });
    void disconnect(client);
    await turns();
    expect(failed).toEqual([['logger', null]]);
    expect(client.getSnapshot().value).toBe('disconnected');
  });
});

describe('the option logger', () => {
  it('must be a function', () => {
    const { client } = createWorld({ logger: 'info' as never }, { start: false });
    expect(String(client.getSnapshot().error)).toContain('logger must be a function');
  });

  it('that throws is reported, and the client goes on', () => {
    const { client } = createWorld({ logger: fails });
    expect(client.getSnapshot().status).toBe('active');
    expect(console_.mock.calls.map(([text]: unknown[]) => text)).toEqual([
      'xstate-phoenix: the function behind "logger" failed',
    ]);
  });

  it.each([
    [{ level: 'loud' }, 'level must be one of error, warn, info, debug'],
    [{ write: 'file' }, 'write must be a function'],
  ])('%j can not be used', (options, problem) => {
    expect(() => logger(options as never)).toThrow(problem);
  });
});

describe('secrets', () => {
  it('are in no line, in a life that has every kind of event', async () => {
    const { world, lines, fields, client, clock } = logged({ level: 'debug' }, secretInput);
    const failure = new ConnectError('secret code' as never, 'messagesecret');
    world.socket.fail({ code: 1006, reason: 'reasonsecret', error: failure });
    clock.increment(10);
    const socket = world.open();
    onFrame(client, fails);
    const room = join(client, TOPIC, { params: () => ({ token: 'joinsecret' }) });
    on(room, '*', fails);
    socket.reply(socket.last('phx_join'), 'error', { reason: 'responsesecret' });
    clock.increment(10);
    accept(socket, { user: 'responsesecret' });
    cast(room, 'typing', { text: 'payloadsecret' });
    room.send({ type: 'channel.push', event: 'ask', payload: { text: 'payloadsecret' } });
    socket.say(null, null, TOPIC, 'shout', { text: 'messagesecret' });
    socket.raw('{"secret":');
    crash(socket, { reason: 'crashsecret' });
    clock.increment(10);
    accept(socket);
    end(socket);
    socket.close(4001, 'closesecret');
    clock.increment(10);
    world.open();
    void leave(room);
    void disconnect(client, { reason: 'goodbyesecret' });
    world.socket.close(1000, 'goodbyesecret');
    await turns();
    const types = [...new Set(fields.map(({ type }) => type))].sort();
    expect(types).toEqual([
      'closed',
      'connect.failed',
      'connected',
      'connection.lost',
      'crashed',
      'disconnected',
      'frame',
      'frame.dropped',
      'join.failed',
      'joined',
      'left',
      'listener.failed',
    ]);
    expect(lines.join('\n')).not.toMatch(SECRET);
    expect(JSON.stringify(fields)).not.toMatch(SECRET);
  });

  it('are kept by the same list as that of the inspector', async () => {
    const { world, fields, client, clock } = logged({ level: 'debug' });
    const said: { type: string }[] = [];
    client.on('*', (event) => said.push(event));
    world.socket.refuse(503);
    clock.increment(10);
    const socket = world.open();
    const room = join(client, TOPIC);
    room.on('*', (event) => said.push(event));
    on(room, 'news', fails);
    refuse(socket);
    clock.increment(1_000);
    accept(socket);
    socket.say(null, null, TOPIC, 'news', {});
    socket.raw('{');
    crash(socket);
    clock.increment(2_000);
    accept(socket);
    end(socket);
    socket.close(4001);
    clock.increment(10);
    world.open();
    void leave(room);
    void disconnect(client);
    world.socket.close(1000);
    await turns();

    /** The event by which the inspector shows the same. */
    const twins: Readonly<Record<string, string>> = {
      connected: 'client.connected',
      'connect.failed': 'client.disconnected',
      'connection.lost': 'client.disconnected',
      disconnected: 'client.disconnected',
      'listener.failed': 'listener.failed',
      'frame.dropped': 'frame.dropped',
      joined: 'topic.joined',
      'join.failed': 'topic.closed',
      crashed: 'topic.closed',
      closed: 'topic.closed',
      left: 'topic.left',
    };
    for (const [type, twin] of Object.entries(twins)) {
      const line = fields.find((one) => one.type === type);
      const event = said.find((one) => one.type === type);
      expect([type, line !== undefined, event !== undefined]).toEqual([type, true, true]);
      const reason = type === 'closed' ? { error: Reflect.get(event ?? {}, 'reason') } : {};
      const told = { topic: TOPIC, ...event, ...reason, type: twin };
      const shown = detailOf(told);
      const { type: _, httpStatus, attempt, retryInMs, ...rest } = line ?? { type };
      for (const [name, value] of Object.entries(rest)) expect([type, name, shown[name]]).toEqual([type, name, value]);
      expect(contextOf('client', { attempt, retryInMs })).toEqual(JSON.parse(JSON.stringify({ attempt, retryInMs })));
    }
  });
});
