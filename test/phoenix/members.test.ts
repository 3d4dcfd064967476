import { describe, expect, it } from 'vitest';
import { Channel, Presence, Push, Serializer, type SocketMessage } from 'xstate-phoenix/phoenix';
import { PhoenixWorld } from './support/world.ts';

describe('a Socket', () => {
  it('ignores options that it does not know', () => {
    const options: object = { hooks: {}, uploaders: {}, dom: {} };
    expect(() => new PhoenixWorld(options).open()).not.toThrow();
  });

  it('takes 0 for the default, as phoenix.js does', () => {
    const { socket } = new PhoenixWorld({ heartbeatIntervalMs: 0, timeout: 0 });
    expect(socket.heartbeatIntervalMs).toBe(30_000);
    expect(socket.timeout).toBe(10_000);
  });

  it('draws all refs from one counter', () => {
    const { socket } = new PhoenixWorld();
    expect([socket.onOpen(() => {}), socket.makeRef(), socket.onMessage(() => {})]).toEqual(['1', '2', '3']);
  });

  it('removes what was registered by its refs', () => {
    const world = new PhoenixWorld();
    const heard: string[] = [];
    const refs = [world.socket.onOpen(() => heard.push('open')), world.socket.onClose(() => heard.push('close'))];
    world.socket.onError(() => heard.push('error'));
    world.socket.off(refs);
    world.socket.connect();
    world.conn.fail();
    expect(heard).toEqual(['error']);
    expect(world.socket.stateChangeCallbacks.open).toEqual([]);
  });

  it('shows all messages, those of topics that nobody has joined included', () => {
    const world = new PhoenixWorld();
    const heard: SocketMessage[] = [];
    world.socket.onMessage((message) => heard.push(message));
    world.open().say(null, null, '__absinthe__:doc:1', 'subscription:data', { n: 1 });
    expect(heard).toEqual([
      { join_ref: null, ref: null, topic: '__absinthe__:doc:1', event: 'subscription:data', payload: { n: 1 } },
    ]);
  });

  it('pings', () => {
    const world = new PhoenixWorld();
    const heard: number[] = [];
    expect(world.socket.ping((rttMs) => heard.push(rttMs))).toBe(false);
    world.open();
    expect(world.socket.ping((rttMs) => heard.push(rttMs))).toBe(true);
    world.pass(70);
    world.conn.reply(world.conn.last('heartbeat'));
    expect(heard).toEqual([70]);
  });

  it('tells its logger what it does, and never the url', () => {
    const lines: unknown[][] = [];
    const world = new PhoenixWorld({ params: { token: 'secret' }, logger: (...line) => lines.push(line) });
    world.open();
    world.socket.channel('room:1').join();
    world.conn.reply(world.conn.last('phx_join'));
    expect(lines.map(([kind, message]) => `${kind}: ${message}`)).toEqual([
      'transport: Transport connected',
      'push: room:1 phx_join (3, 3)',
      'receive: ok room:1 phx_reply (3)',
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
    expect(world.socket.hasLogger()).toBe(true);
  });

  it('makes channels that are instances of Channel, and lists them', () => {
    const { socket } = new PhoenixWorld();
    const channel = socket.channel('room:1', { a: 1 });
    expect(channel).toBeInstanceOf(Channel);
    expect(channel.params()).toEqual({ a: 1 });
    expect(socket.channels.find(({ topic }) => topic === 'room:1')).toBe(channel);
    expect(channel.joinPush).toBeInstanceOf(Push);
    socket.remove(channel);
    expect(socket.channels).toEqual([]);
    expect(socket.stateChangeCallbacks.open).toEqual([]);
  });
});

describe('a Channel', () => {
  it('takes the state that a program sets', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    channel.state = 'joined';
    expect(channel.canPush()).toBe(true);
  });

  it('joins with the payload that a program gives to joinPush', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    channel.joinPush.payload = () => ({ access_token: 'new' });
    channel.join();
    expect(world.conn.last('phx_join')[4]).toEqual({ access_token: 'new' });
    expect(channel.joinPush.timeoutTimer).not.toBeNull();
    world.conn.reply(world.conn.last('phx_join'), 'ok', { a: 1 });
    expect(channel.joinPush.timeoutTimer).toBeNull();
    expect(channel.joinPush.receivedResp).toEqual({ status: 'ok', response: { a: 1 } });
  });

  it('can be joined by hand, without a server', () => {
    const channel = new PhoenixWorld().socket.channel('room:1');
    const heard: unknown[] = [];
    channel
      .join()
      .receive('ok', (response) => heard.push(response))
      .trigger('ok', { a: 1 });
    expect(channel.state).toBe('joined');
    expect(heard).toEqual([{ a: 1 }]);
  });

  it('waits no more when a program resets its rejoinTimer', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    channel.join();
    world.conn.reply(world.conn.last('phx_join'), 'error');
    channel.rejoinTimer.reset();
    world.pass(60_000 - 1);
    expect(channel.state).toBe('errored');
    channel.rejoin();
    expect(channel.state).toBe('joining');
  });

  it('sends what a program has put into pushBuffer', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    const heard: string[] = [];
    channel.join();
    channel.pushBuffer.push({ send: () => heard.push('sent') });
    world.conn.reply(world.conn.last('phx_join'));
    expect(heard).toEqual(['sent']);
  });
});

describe('Serializer', () => {
  it('is synchronous, and throws what it can not read', () => {
    const heard: unknown[] = [];
    Serializer.encode({ topic: 't', event: 'e', payload: { a: 1 } }, (data) => heard.push(data));
    Serializer.decode('["1","2","t","e",{"a":1}]', (message) => heard.push(message));
    expect(heard).toEqual([
      '[null,null,"t","e",{"a":1}]',
      { join_ref: '1', ref: '2', topic: 't', event: 'e', payload: { a: 1 } },
    ]);
    expect(() => Serializer.decode('{', () => {})).toThrow();
  });

  it('gives the bytes of a reply as an ArrayBuffer', () => {
    const text = new TextEncoder().encode('12tok');
    const heard: SocketMessage[] = [];
    Serializer.decode(new Uint8Array([1, 1, 1, 1, 2, ...text, 9]).buffer, (message) => heard.push(message));
    expect(heard[0]?.payload).toEqual({ status: 'ok', response: new Uint8Array([9]).buffer });
  });
});

describe('Presence', () => {
  const ann = { metas: [{ phx_ref: '1' }] };
  const bob = { metas: [{ phx_ref: '2' }] };

  it('shows who is there, and keeps diffs until the state of the present join has come', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    const presence = new Presence(channel);
    const heard: string[] = [];
    presence.onJoin((key) => heard.push(`+${key}`));
    presence.onLeave((key) => heard.push(`-${key}`));
    presence.onSync(() => heard.push('sync'));
    world.conn.say(null, null, 'room:1', 'presence_diff', { joins: {}, leaves: {} });
    expect(presence.pendingDiffs).toHaveLength(1);
    channel.join();
    world.conn.reply(world.conn.last('phx_join'));
    world.conn.say(channel.joinRef() ?? null, null, 'room:1', 'presence_diff', { joins: {}, leaves: { bob } });
    expect(presence.pendingDiffs).toEqual([{ joins: {}, leaves: { bob } }]);
    world.conn.say(channel.joinRef() ?? null, null, 'room:1', 'presence_state', { ann, bob });
    expect(heard).toEqual(['+ann', '+bob', '-bob', 'sync']);
    expect(presence.list((key) => key)).toEqual(['ann']);
    expect(Object.getPrototypeOf(presence.state)).toBeNull();
    expect(presence.inPendingSyncState()).toBe(false);
    expect(presence.pendingDiffs).toEqual([]);
  });

  it('forgets diffs of a join whose state never came, when it joins again', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    const presence = new Presence(channel);
    channel.join();
    world.conn.reply(world.conn.last('phx_join'));
    world.conn.say(null, null, 'room:1', 'presence_diff', { joins: { bob }, leaves: {} });
    world.conn.say(null, null, 'room:1', 'phx_error', {});
    world.pass(1_000);
    world.conn.reply(world.conn.last('phx_join'));
    world.conn.say(null, null, 'room:1', 'presence_state', { ann });
    expect(presence.list((key) => key)).toEqual(['ann']);
  });

  it('keeps diffs that come before any join', () => {
    const channel = new PhoenixWorld().socket.channel('room:1');
    channel.joinPush.reset();
    const presence = new Presence(channel);
    channel.trigger('presence_diff', { joins: { bob }, leaves: {} });
    expect(presence.list()).toEqual([]);
    expect(presence.pendingDiffs).toHaveLength(1);
  });

  it('changes nothing of what it is given', () => {
    const state = { ann };
    const diff = { joins: { bob }, leaves: { ann } };
    const before = JSON.stringify([state, diff]);
    expect(Presence.list(Presence.syncDiff(state, diff))).toEqual([bob]);
    expect(Presence.list(Presence.syncState(state, { bob }))).toEqual([bob]);
    expect(JSON.stringify([state, diff])).toBe(before);
  });
});
