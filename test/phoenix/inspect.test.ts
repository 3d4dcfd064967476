import { describe, expect, it } from 'vitest';
import type { InspectionEvent } from 'xstate';
import { join } from 'xstate-phoenix';
import { channelWorld, refOf } from './support/kit.ts';
import { PhoenixWorld } from './support/world.ts';

/** What an inspector can see of a value: all that JSON shows, also of values that contain themselves. */
function textOf(value: unknown): string {
  const seen = new Set<unknown>();
  return (
    JSON.stringify(value, (_, item: unknown) => {
      if (typeof item !== 'object' || item === null) return item;
      if (seen.has(item)) return 'seen';
      seen.add(item);
      return item;
    }) ?? ''
  );
}

describe('an inspector of a Socket', () => {
  it('sees the client, its channels and the topics that the client has joined, each in its place', async () => {
    const parents = new Map<string, string | undefined>();
    const actors = new Map<string, unknown>();
    const inspect = ({ type, actorRef }: InspectionEvent) => {
      if (type !== '@xstate.actor') return;
      const id: string = Reflect.get(actorRef, 'id');
      const parent: unknown = Reflect.get(actorRef, '_parent');
      parents.set(id, parent ? Reflect.get(Object(parent), 'id') : undefined);
      actors.set(id, actorRef);
    };
    const { server, socket, channel } = await channelWorld({ inspect });
    const room = join(socket.client, 'room:2');
    await server.expectJoin('room:2');
    const root = socket.client.id;
    expect(Object.fromEntries(parents)).toEqual({
      [root]: undefined,
      channels: root,
      page: root,
      transport: root,
      'room:1': 'channels',
      'room:2': 'channels',
    });
    expect(actors.get(root)).toBe(socket.client);
    expect(actors.get('room:1')).toBe(channel.ref);
    expect(actors.get('room:2')).toBe(room);
  });

  it('sees the events and states of the charts, in order', () => {
    const seen: string[] = [];
    const world = new PhoenixWorld({
      inspect: (event) => {
        if (event.type === '@xstate.event' && Reflect.get(event.actorRef, 'id') === 'room:1')
          seen.push(event.event.type);
        if (event.type === '@xstate.snapshot' && Reflect.get(event.actorRef, 'id') === 'room:1')
          seen.push(`-> ${textOf(Reflect.get(event.snapshot, 'value'))}`);
      },
    });
    const conn = world.open();
    const channel = world.socket.channel('room:1');
    channel.join();
    conn.reply(conn.last('phx_join'));
    conn.say(null, null, 'room:1', 'phx_error', {});
    channel.leave();
    expect(seen).toEqual([
      'xstate.init',
      '-> "joining"',
      'join.accepted',
      '-> "joined"',
      'channel.crashed',
      '-> {"rejoin-waiting":"backoff"}',
      'channel.leave',
      'leave.concluded',
      '-> "leaving"',
      '-> "left"',
    ]);
    expect(refOf(channel).getSnapshot().status).toBe('done');
  });

  it('never sees the url, params, tokens, or what is pushed', async () => {
    const seen: string[] = [];
    const { server, socket, channel } = await channelWorld({
      params: { a: 'secret' },
      authToken: 'secret',
      inspect: ({ rootId: _, ...event }) => seen.push(textOf(event)),
    });
    socket.channel('room:2', { b: 'secret' }).join();
    socket.channel('room:3', () => ({ c: 'secret' })).join();
    channel.push('say', { d: 'secret' });
    server.drop();
    await server.expectJoin('room:1', { withinMs: 100 });
    server.crash('room:1');
    await server.elapse(2_000);
    channel.leave();
    socket.disconnect();
    expect(seen.length).toBeGreaterThan(40);
    expect(seen.filter((text) => /secret|server\.test/.test(text))).toEqual([]);
  });
});
