import { describe, expect, it } from 'vitest';
import type { Socket, SocketMessage } from 'xstate-phoenix/phoenix';
import { FakeConn } from './support/conn.ts';
import { PhoenixWorld } from './support/world.ts';

describe('connect()', () => {
  it('makes the connection within the call', () => {
    const world = new PhoenixWorld({ params: { a: 1, b: { c: 'd e' }, none: null }, authToken: () => 'a' });
    expect(world.socket.conn).toBeNull();
    world.socket.connect();
    expect(world.socket.conn).toBe(world.conn);
    expect(world.conn).toBeInstanceOf(FakeConn);
    expect(world.conn.url).toBe('ws://server.test/socket/websocket?a=1&b%5Bc%5D=d%20e&vsn=2.0.0');
    expect(world.conn.protocols).toEqual(['phoenix', 'base64url.bearer.phx.YQ']);
    expect(world.conn.binaryType).toBe('arraybuffer');
    expect(world.socket.connectionState()).toBe('connecting');
  });

  it('sends no subprotocols when the token is null', () => {
    const world = new PhoenixWorld({ authToken: () => null });
    world.socket.connect();
    expect(world.conn.protocols).toBeUndefined();
  });

  it('does nothing while there is a connection, or a wait for the next one', () => {
    const world = new PhoenixWorld();
    world.open();
    world.socket.connect();
    world.conn.end(1006);
    world.socket.connect();
    expect(world.conns).toHaveLength(1);
    world.pass(10);
    expect(world.conns).toHaveLength(2);
  });

  it('throws what the transport throws, and is not tried again', () => {
    const error = new Error('secret');
    class Broken extends FakeConn {
      constructor(url: string) {
        super(world, url, undefined);
        throw error;
      }
    }
    const world = new PhoenixWorld();
    world.socket.transport = Broken;
    expect(() => world.socket.connect()).toThrow(error);
    expect(world.socket.connectionState()).toBe('closed');
    expect(world.socket.client.getSnapshot().value).toBe('disconnected');
    world.pass(60_000);
    expect(world.conns).toHaveLength(1);
    expect(JSON.stringify(world.socket.client.getSnapshot())).not.toContain('secret');
  });

  it('throws what params throw, but a reconnect tries again', () => {
    let isBroken = false;
    const world = new PhoenixWorld({
      params: () => {
        if (isBroken) throw new Error('no params');
        return {};
      },
    });
    world.open();
    isBroken = true;
    world.conn.end(1006);
    world.pass(10);
    expect(world.conns).toHaveLength(1);
    isBroken = false;
    world.pass(50);
    expect(world.conns).toHaveLength(2);
  });

  it('waits for ever for a handshake that hangs', () => {
    const world = new PhoenixWorld();
    world.socket.connect();
    world.pass(3_600_000);
    expect(world.conns).toHaveLength(1);
    expect(world.socket.connectionState()).toBe('connecting');
  });
});

describe('a socket that loses its connection', () => {
  it.each([1000, 1001, 1006, 1012, 4001])('reconnects after exactly 10 ms when it was closed with %i', (code) => {
    const world = new PhoenixWorld();
    world.open().end(code);
    world.pass(9);
    expect(world.conns).toHaveLength(1);
    world.pass(1);
    expect(world.conns).toHaveLength(2);
  });

  it('asks reconnectAfterMs with 1, 2, 3 and so on until it is open', () => {
    const asked: number[] = [];
    const world = new PhoenixWorld({ reconnectAfterMs: (tries) => asked.push(tries) && 100 });
    world.socket.connect();
    for (let round = 0; round < 5; round += 1) {
      world.conn.fail();
      world.pass(100);
    }
    expect(asked).toEqual([1, 2, 3, 4, 5]);
    expect(world.socket.reconnectTimer.tries).toBe(5);
    world.conn.open();
    expect(world.socket.reconnectTimer.tries).toBe(0);
  });

  it('begins with 1 again after each opening, three times in a row, and goes on counting after that', () => {
    const asked: number[] = [];
    const world = new PhoenixWorld({ reconnectAfterMs: (tries) => asked.push(tries) && 100 });
    world.socket.connect();
    for (let round = 0; round < 6; round += 1) {
      world.conn.open();
      world.conn.end(1006);
      world.pass(100);
    }
    expect(asked).toEqual([1, 1, 1, 4, 5, 6]);
    world.conn.open();
    world.pass(10_000);
    world.conn.end(1006);
    expect(asked.at(-1)).toBe(1);
  });

  it('does not reconnect when a program keeps the wait from being scheduled', () => {
    const world = new PhoenixWorld();
    world.open().end(1006);
    world.pass(10);
    world.socket.reconnectTimer.scheduleTimeout = () => {};
    world.conn.fail();
    world.pass(60_000);
    expect(world.conns).toHaveLength(2);
  });

  it('connects when a program schedules it', () => {
    const world = new PhoenixWorld();
    world.socket.reconnectTimer.scheduleTimeout();
    world.pass(9);
    expect(world.conns).toHaveLength(0);
    world.pass(1);
    expect(world.conns).toHaveLength(1);
  });

  it('tells a close once, however often the transport does', () => {
    const world = new PhoenixWorld();
    let closes = 0;
    world.socket.onClose(() => {
      closes += 1;
    });
    const conn = world.open();
    conn.end(1006);
    conn.onclose?.({ code: 1006, reason: '' });
    expect(closes).toBe(1);
  });

  it('is closed already when its callbacks hear of it', () => {
    const world = new PhoenixWorld();
    const seen: unknown[] = [];
    world.socket.onClose((event) => seen.push(event?.code, world.socket.isConnected(), world.socket.connectionState()));
    world.open().end(1012);
    expect(seen).toEqual([1012, false, 'closed']);
  });
});

describe('a heartbeat', () => {
  it('has one interval to be answered', () => {
    const world = new PhoenixWorld({ heartbeatIntervalMs: 5_000 });
    world.open();
    world.pass(5_000);
    const beat = world.conn.last('heartbeat');
    expect(beat).toEqual([null, '1', 'phoenix', 'heartbeat', {}]);
    expect(world.socket.pendingHeartbeatRef).toBe('1');
    world.pass(4_999);
    world.conn.reply(beat);
    expect(world.socket.pendingHeartbeatRef).toBeNull();
    world.pass(9_999);
    expect(world.conn.closing).toBeUndefined();
    world.pass(1);
    expect(world.conn.closing).toEqual([1000, 'heartbeat timeout']);
  });

  it('leads to a new connection when it is not answered, at the latest after 1510 ms', () => {
    const world = new PhoenixWorld();
    world.open();
    world.pass(60_000);
    expect(world.conn.isAlive).toBe(false);
    world.pass(1_509);
    expect(world.conns).toHaveLength(1);
    world.pass(1);
    expect(world.conns).toHaveLength(2);
  });

  it('leads to a new connection 10 ms after the old one has closed', () => {
    const world = new PhoenixWorld();
    world.open();
    world.pass(60_000);
    world.conn.end(1000);
    world.pass(10);
    expect(world.conns).toHaveLength(2);
  });

  it.each<[string, (socket: Socket) => void, number]>([
    ['connect() makes one, once', (socket) => socket.connect(), 2],
    ['disconnect() ends the wait', (socket) => socket.disconnect(), 1],
    ['replaceTransport() ends the wait', (socket) => socket.replaceTransport(socket.transport), 1],
  ])('leaves no connection when that has closed, so %s', (_, act, conns) => {
    const world = new PhoenixWorld({ reconnectAfterMs: () => 1_000 });
    world.open();
    world.pass(60_000);
    world.conn.end(1000);
    expect(world.socket.conn).toBeNull();
    world.pass(500);
    act(world.socket);
    world.pass(5_000);
    expect(world.conns).toHaveLength(conns);
    expect(world.socket.reconnectTimer.tries).toBe(0);
  });

  it('ends only its own connection, though a program connects anew while that is closed', () => {
    class Prompt extends FakeConn {
      constructor(url: string) {
        super(world, url, undefined);
      }
      override close(...closing: readonly unknown[]) {
        super.close(...closing);
        this.end(1000);
      }
    }
    const world = new PhoenixWorld();
    world.socket.transport = Prompt;
    const channel = world.socket.channel('room:1');
    const reasons: unknown[] = [];
    channel.onError((reason) => reasons.push(reason));
    world.open();
    channel.join();
    world.conn.reply(world.conn.last('phx_join'));
    world.socket.onClose(() => {
      if (world.conns.length > 1) return;
      world.socket.disconnect();
      world.open();
    });
    world.pass(60_000);
    expect(world.conns).toHaveLength(2);
    expect(reasons).toEqual([{ source: 'transport', reason: 'connection_closed' }]);
    expect(channel.state).toBe('joining');
  });

  it('is sent by sendHeartbeat(), too', () => {
    const world = new PhoenixWorld();
    world.socket.sendHeartbeat();
    world.open();
    world.socket.sendHeartbeat();
    world.socket.sendHeartbeat();
    expect(world.conn.of('heartbeat')).toHaveLength(1);
  });

  it('is not sent by a transport that needs none', () => {
    class Quiet extends FakeConn {
      readonly skipHeartbeat = true;
      constructor(url: string) {
        super(quiet, url, undefined);
      }
    }
    const quiet = new PhoenixWorld({ transport: Quiet });
    quiet.open();
    quiet.pass(120_000);
    expect(quiet.conn.frames).toEqual([]);
  });
});

describe('disconnect()', () => {
  it('calls back at once when there is no connection', () => {
    const seen: string[] = [];
    new PhoenixWorld().socket.disconnect(() => seen.push('called'));
    expect(seen).toEqual(['called']);
  });

  it('closes with the code and reason that it is given, or with none', () => {
    const world = new PhoenixWorld();
    world.open();
    world.socket.disconnect(undefined, 4000, 'bye');
    expect(world.conn.closing).toEqual([4000, 'bye']);
    world.conn.end();
    world.open();
    world.socket.disconnect();
    expect(world.conn.closing).toEqual([]);
  });

  it('waits for the buffer, then for the close, 1500 ms each', () => {
    const world = new PhoenixWorld();
    const seen: number[] = [];
    world.open().bufferedAmount = 1;
    world.socket.disconnect(() => seen.push(world.clock.now()));
    world.pass(1_499);
    expect(world.conn.closing).toBeUndefined();
    world.pass(1);
    expect(world.conn.closing).toEqual([]);
    world.pass(1_500);
    expect(seen).toEqual([3_000]);
    expect(world.socket.conn).toBeNull();
  });

  it('waits for the buffer of a connection that is open and has not said so', () => {
    const world = new PhoenixWorld();
    world.socket.connect();
    Object.assign(world.conn, { readyState: 1, bufferedAmount: 1 });
    world.socket.disconnect();
    expect(world.socket.conn).toBe(world.conn);
    expect(world.conn.closing).toBeUndefined();
    world.pass(1_500);
    expect(world.conn.closing).toEqual([]);
  });

  it('can be followed by connect() within its callback', () => {
    const world = new PhoenixWorld();
    world.open();
    world.socket.disconnect(() => {
      world.socket.connect();
      world.note('has', world.socket.connectionState());
    });
    world.conn.end(1000);
    expect(world.log.at(-1)).toBe('0 has connecting');
  });

  it('ends the attempts', () => {
    const world = new PhoenixWorld();
    world.open().end(1006);
    world.socket.disconnect();
    world.pass(60_000);
    expect(world.conns).toHaveLength(1);
  });
});

describe('what a socket sends', () => {
  it('waits in sendBuffer until the connection opens, and goes before the joins', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    channel.join();
    world.conn.reply(world.conn.last('phx_join'));
    world.conn.end(1006);
    world.socket.push({ topic: 'raw', event: 'raw', payload: {}, ref: null });
    expect(world.socket.sendBuffer).toHaveLength(1);
    world.pass(10);
    world.conn.open();
    expect(world.conn.frames.map(([, , , event]) => event)).toEqual(['raw', 'phx_join']);
    expect(world.socket.sendBuffer).toHaveLength(0);
  });

  it('all goes by push(), which a program may replace', () => {
    const world = new PhoenixWorld();
    const { socket } = world;
    const events: string[] = [];
    const push = socket.push.bind(socket);
    socket.push = (message: SocketMessage) => {
      events.push(message.event);
      push(message);
    };
    world.open();
    const channel = socket.channel('room:1');
    channel.join();
    world.conn.reply(world.conn.last('phx_join'));
    channel.push('echo');
    world.pass(30_000);
    socket.ping(() => {});
    channel.leave();
    expect(events).toEqual(['phx_join', 'echo', 'heartbeat', 'heartbeat', 'phx_leave']);
    expect(world.conn.frames.map(([, , , event]) => event)).toEqual(events);
  });

  it('is not sent when it was encoded too late, but for a leave of its connection', () => {
    const later: (() => void)[] = [];
    const world = new PhoenixWorld({
      encode: ({ event }, callback) => later.push(() => callback(JSON.stringify([null, null, 't', event, {}]))),
    });
    world.open();
    const channel = world.socket.channel('room:1');
    channel.join();
    channel.leave();
    for (const answer of later.splice(0)) answer();
    expect(world.conn.frames.map(([, , , event]) => event)).toEqual(['phx_leave']);
    world.socket.push({ topic: 'a', event: 'b', payload: {} });
    world.conn.end(1006);
    let sent = 0;
    world.conn.send = () => {
      sent += 1;
    };
    for (const answer of later) answer();
    expect(sent).toBe(0);
  });

  it('is encoded by encode(), which may answer later', () => {
    const later: (() => void)[] = [];
    const world = new PhoenixWorld({
      encode: (message, callback) => later.push(() => callback(JSON.stringify([null, null, message.topic, 'x', {}]))),
    });
    world.open();
    world.socket.push({ topic: 'a', event: 'b', payload: {} });
    expect(world.conn.sent).toEqual([]);
    for (const answer of later) answer();
    expect(world.conn.sent).toEqual(['[null,null,"a","x",{}]']);
  });
});

describe('what a socket receives', () => {
  it('is read by decode(), which may answer later, while its connection lasts', () => {
    const later: (() => void)[] = [];
    const heard: unknown[] = [];
    const world = new PhoenixWorld({
      decode: (data, callback) => later.push(() => callback({ topic: 't', event: 'e', payload: JSON.parse(data)[4] })),
    });
    world.socket.onMessage(({ payload }) => heard.push(payload));
    world.open();
    world.conn.say(null, null, 't', 'e', 1);
    expect(heard).toEqual([]);
    for (const answer of later.splice(0)) answer();
    expect(heard).toEqual([1]);
    world.conn.say(null, null, 't', 'e', 2);
    world.conn.end();
    for (const answer of later) answer();
    expect(heard).toEqual([1]);
  });

  it('is read by the decode that a program puts in its place, and by that of the Serializer after it', () => {
    const world = new PhoenixWorld();
    const heard: unknown[] = [];
    world.socket.onMessage(({ payload }) => heard.push(payload));
    world.open();
    const { decode } = world.socket;
    world.socket.decode = (_, callback) => callback({ topic: 't', event: 'e', payload: 'mine' });
    world.conn.say(null, null, 't', 'e', 1);
    world.socket.decode = decode;
    world.conn.say(null, null, 't', 'e', 2);
    expect(heard).toEqual(['mine', 2]);
  });

  it('goes by what a program puts in the place of onConnMessage(), isMember() and trigger()', () => {
    const world = new PhoenixWorld();
    const { socket } = world;
    const seen: string[] = [];
    const room = socket.channel('room:1');
    const { onConnMessage, isMember, trigger } = {
      onConnMessage: socket.onConnMessage.bind(socket),
      isMember: room.isMember.bind(room),
      trigger: room.trigger.bind(room),
    };
    socket.onConnMessage = (message) => {
      seen.push('onConnMessage');
      onConnMessage(message);
    };
    room.isMember = (...message) => {
      seen.push('isMember');
      return isMember(...message);
    };
    room.trigger = (...event) => {
      seen.push('trigger');
      trigger(...event);
    };
    world.open();
    world.conn.say(null, null, 'room:1', 'news', {});
    expect(seen).toEqual(['onConnMessage', 'isMember', 'trigger']);
  });
});
