import { describe, expect, it } from 'vitest';
import { join, on } from 'xstate-phoenix';
import { PhoenixWorld } from './support/world.ts';

describe('the charts behind a Socket', () => {
  it('show what the connection does', () => {
    const world = new PhoenixWorld();
    const { client } = world.socket;
    const states: unknown[] = [client.getSnapshot().value];
    client.subscribe(({ value }) => states.push(typeof value === 'string' ? value : Object.keys(value)[0]));
    world.open().end(1006);
    world.socket.disconnect();
    expect([...new Set(states)]).toEqual(['disconnected', 'connecting', 'connected', 'reconnect-waiting']);
    expect(client.getSnapshot().value).toBe('disconnected');
  });

  it('show what a channel does', () => {
    const world = new PhoenixWorld();
    world.open();
    const channel = world.socket.channel('room:1');
    expect(channel.ref).toBeNull();
    channel.join();
    const value = () => channel.ref?.getSnapshot().value;
    expect(value()).toBe('joining');
    world.conn.reply(world.conn.last('phx_join'));
    expect(value()).toBe('joined');
    world.conn.say(null, null, 'room:1', 'phx_error', {});
    expect(value()).toEqual({ 'rejoin-waiting': 'backoff' });
    world.pass(1_000);
    expect(value()).toBe('joining');
    world.conn.end(1006);
    expect(value()).toEqual({ 'rejoin-waiting': 'offline' });
    channel.leave();
    expect(channel.ref?.getSnapshot()).toMatchObject({ value: 'left', status: 'done' });
  });

  it('end with the channel, whoever closes it and whenever', () => {
    const world = new PhoenixWorld();
    world.open();
    for (const state of ['joined', 'errored']) {
      const channel = world.socket.channel(`room:${state}`);
      channel.join();
      world.conn.reply(world.conn.last('phx_join'), state === 'joined' ? 'ok' : 'error');
      expect(channel.state).toBe(state);
      world.conn.say(null, null, channel.topic, 'phx_close', {});
      expect(channel.ref?.getSnapshot().status).toBe('done');
    }
  });

  it('are seen by inspect, and wait by the clock that is given', () => {
    const seen = new Set<string>();
    const world = new PhoenixWorld({ inspect: ({ actorRef }) => seen.add(Reflect.get(actorRef, 'id')) });
    world.open();
    world.socket.channel('room:1').join();
    expect(seen).toContain('room:1');
    expect(world.clock.timers).toBeGreaterThan(1);
  });

  it('never show the url, params or the token', () => {
    const seen: string[] = [];
    const world = new PhoenixWorld({
      params: { a: 'secret' },
      authToken: 'secret',
      inspect: (event) => seen.push(JSON.stringify('snapshot' in event ? event.snapshot : null) ?? ''),
    });
    world.open();
    world.socket.channel('room:1', { b: 'secret' }).join();
    world.conn.end(1006);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.join()).not.toContain('secret');
  });

  it('can be used beside the socket: the client joins topics of its own by the same connection', () => {
    const world = new PhoenixWorld();
    world.open();
    const heard: unknown[] = [];
    const old = world.socket.channel('room:1');
    old.join();
    world.conn.reply(world.conn.last('phx_join'));
    const room = join(world.socket.client, 'room:2');
    on(room, 'news', (payload) => heard.push(payload));
    const frame = world.conn.last('phx_join');
    expect(frame.slice(0, 3)).toEqual(['4', '4', 'room:2']);
    world.conn.reply(frame);
    world.conn.say(null, null, 'room:2', 'news', { n: 1 });
    expect(heard).toEqual([{ n: 1 }]);
    expect(old.state).toBe('joined');
  });
});
