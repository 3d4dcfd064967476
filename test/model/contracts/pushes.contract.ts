import { expect } from 'vitest';
import { type ChannelEmitted, cast, disconnect, join, leave, push } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import { TOPIC, type World } from '../world.ts';
import { type Context, chart } from './pushes.chart.ts';

const TIMEOUT_MS = 4_000;

function play(world: World) {
  const { driver, line, stage } = world;
  const client = world.begin({ pushTimeoutMs: TIMEOUT_MS });
  const room = join(client, TOPIC);
  let pushedAt = 0;
  const abort = new AbortController();
  const outcomes: unknown[] = [];
  let way: Context['way'] = 'call';
  room.on('*', (event: ChannelEmitted) => {
    if (event.type === 'reply') outcomes.push(event.status === 'ok' ? 'ok' : { code: 'refused', sent: true });
    if (event.type === 'push.failed') outcomes.push({ code: event.error.code, sent: event.error.sent });
  });
  const says = (event: string, payload: object = {}) =>
    line.say(world.joinRef(), world.joinRef(), TOPIC, event, payload);
  const reply = (status: string) => driver.eventually(() => stage.push('ask').reply(status, { is: 'told' }));
  return {
    opened: world.opens(),
    acts: {
      'user.pushes': () => {
        pushedAt = driver.clock?.now() ?? 0;
        push(room, 'ask', {}, { signal: abort.signal }).then(
          () => outcomes.push('ok'),
          ({ code, sent }) => outcomes.push({ code, sent }),
        );
      },
      'user.sends': () => {
        way = 'event';
        pushedAt = driver.clock?.now() ?? 0;
        client.send({ type: 'channel.push', topic: TOPIC, event: 'ask', payload: {}, id: 'mine' });
      },
      'user.aborts': () => abort.abort(),
      'user.leaves': () => {
        line.keep('phx_leave');
        void leave(room);
      },
      'user.casts': () => cast(room, 'shout'),
      'user.disconnects': async () => {
        void disconnect(client);
        await world.says({ type: 'disconnected' });
      },
      'server.accepts': () => world.answerJoin({ ok: {} }),
      'server.bars': () => world.answerJoin({ error: { reason: 'forbidden' } }),
      'server.crashes': () => says('phx_error'),
      'server.ends': () => says('phx_close'),
      'server.replies': () => reply('ok'),
      'server.refuses': () => reply('error'),
      'server.replies.late': () => {
        const [joinRef, ref] = line.written('ask').at(-1) ?? [null, null];
        for (const told of [joinRef, world.joinRef()]) {
          if (ref) line.say(told, ref, TOPIC, 'phx_reply', { status: 'ok', response: {} });
        }
      },
      'net.breaks': () => world.breaks(),
      'net.opens': () => world.opens(),
      'time.push': () => driver.lasts(pushedAt + TIMEOUT_MS - (driver.clock?.now() ?? 0), () => outcomes.length),
    },
    looks: {
      joining: () => expect(room.getSnapshot().value).toBe('joining'),
      joined: () => expect(room.getSnapshot().value).toBe('joined'),
      offline: () => expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' }),
      gone: () => expect(room.getSnapshot().value).toEqual({ 'rejoin-waiting': 'offline' }),
      closed: () => expect(room.getSnapshot().value).toBe('closed'),
      leaving: () => expect(room.getSnapshot().value).toBe('leaving'),
      waiting: () => expect([line.written('ask').length, outcomes]).toEqual([0, []]),
      unsent: () => expect([line.written('ask').length, outcomes]).toEqual([0, []]),
      sent: () => expect([line.written('ask').length, outcomes]).toEqual([1, []]),
      settled: ({ end, isSent }: Context) => {
        expect(outcomes, way).toEqual([end === 'ok' ? 'ok' : { code: end, sent: isSent }]);
        expect(line.written('ask')).toHaveLength(isSent ? 1 : 0);
      },
    },
  };
}

export const pushes: Contract<typeof chart> = {
  name: 'pushes',
  chart,
  bounds: 'One push, in every state of its topic, and every end it can have.',
  virtualOnly: ['time.push'],
  play,
};
