import { expect } from 'vitest';
import { type DropReason, leave, push, rejoin } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import { TOPIC, type World } from '../world.ts';
import { type Context, chart } from './topic.chart.ts';

/** Where there is nothing to leave on the server. */
const AT_ONCE = ['offline', 'pausing', 'ended', 'barred'];

function play(world: World) {
  const { driver, line, stage } = world;
  const { waits } = driver;
  const client = world.begin();
  world.join();
  const waitMs = ({ failures }: Context) => waits.rejoinAfterMs[failures - 1] ?? Number.NaN;
  const snapshot = () => world.room().getSnapshot();
  const ends = (event: 'phx_close' | 'phx_error', payload: object = {}) =>
    line.say(world.joinRef(), world.joinRef(), TOPIC, event, payload);
  const dropped = (event: string, why: DropReason) => world.drops({ topic: TOPIC, event, why });
  const left = (acknowledged: boolean) => world.hears([{ type: 'left', acknowledged }]);
  const expectWritten = ({ joins, leaves }: Context) =>
    expect([line.written('phx_join').length, line.written('phx_leave').length]).toEqual([joins, leaves]);
  return {
    acts: {
      'user.joins': () => void world.join(),
      'user.rejoins': () => void world.listen(rejoin(world.room())),
      'user.leaves': async (_: Context, from: { value: unknown }) => {
        line.keep('phx_leave');
        void leave(world.room());
        if (AT_ONCE.some((state) => state === from.value)) await left(false);
      },
      'net.opens': () => world.opens(),
      'net.drops': async (_: Context, from: { value: unknown }) => {
        await world.breaks();
        if (from.value === 'leaving') await left(false);
      },
      'net.flaps': async () => {
        await world.breaks();
        await world.opens();
      },
      'server.accepts': async ({ joined }: Context) => {
        await world.answerJoin({ ok: { seats: 4 } });
        await world.hears([{ type: 'joined', response: { seats: 4 }, rejoin: joined > 1 }]);
      },
      'server.refuses': async () => {
        await world.answerJoin({ error: { reason: 'full' } });
        const error = { code: 'refused', response: { reason: 'full' } };
        await world.hears([{ type: 'join.failed', willRetry: true, error }]);
      },
      'server.bars': async () => {
        await world.answerJoin({ error: { reason: 'unauthorized' } });
        await world.hears([{ type: 'join.failed', willRetry: false, error: { code: 'refused' } }]);
      },
      'server.crashes': async () => {
        ends('phx_error', { reason: 'channel_crash' });
        await world.hears([{ type: 'crashed', payload: { reason: 'channel_crash' }, willRetry: true }]);
      },
      'server.ends': async () => {
        ends('phx_close');
        await world.hears([{ type: 'closed', reason: { code: 'closed' }, willRetry: false }]);
      },
      'server.forgets': async () => {
        void push(world.room(), 'say').catch(() => {});
        const ref = line.written('say').at(-1)?.[1] ?? null;
        line.say(null, ref, TOPIC, 'phx_reply', { status: 'error', response: { reason: 'unmatched topic' } });
        await world.hears([{ type: 'crashed', willRetry: true }]);
      },
      'server.left': async () => {
        line.release('phx_leave');
        await driver.eventually(() => {
          stage.release(TOPIC);
          expect(snapshot().status).toBe('done');
        });
        await left(true);
      },
      'server.left.closes': async () => {
        ends('phx_close');
        await left(true);
      },
      'server.left.crashes': async () => {
        ends('phx_error');
        await left(false);
      },
      'server.speaks': async () => {
        line.say(null, null, TOPIC, 'said', { body: 'hi' });
        await world.hears([{ type: 'message', event: 'said', payload: { body: 'hi' } }]);
      },
      'server.speaks.early': async () => {
        line.say(null, null, TOPIC, 'said', {});
        await dropped('said', 'not_joined');
      },
      'server.says.old': async () => {
        for (const event of ['phx_close', 'phx_error', 'said']) {
          line.say('0', null, TOPIC, event, {});
          await dropped(event, 'stale');
        }
      },
      'time.join': async () => {
        await world.lasts(waits.joinTimeoutMs);
        await world.hears([{ type: 'join.failed', willRetry: true, error: { code: 'timeout' } }]);
      },
      'time.rejoin': (_: Context, { context }: { context: Context }) => world.lasts(waitMs(context)),
      'time.leave': async () => {
        await world.lasts(waits.leaveTimeoutMs);
        await left(false);
      },
    },
    looks: {
      offline: (context: Context) => {
        expect(snapshot().value).toEqual({ 'rejoin-waiting': 'offline' });
        expectWritten(context);
      },
      joining: (context: Context) => {
        expect(snapshot().value).toBe('joining');
        expectWritten(context);
      },
      joined: (context: Context) => {
        expect(snapshot().value).toBe('joined');
        expect(snapshot().context.attempt).toBe(context.failures);
        expectWritten(context);
      },
      pausing: (context: Context) => {
        expect(snapshot().value).toEqual({ 'rejoin-waiting': 'backoff' });
        expect(snapshot().context.attempt).toBe(context.failures);
        driver.expectRetry(snapshot().context.retryAt, waitMs(context));
        expectWritten(context);
      },
      leaving: (context: Context) => {
        expect(snapshot().value).toBe('leaving');
        expectWritten(context);
      },
      left: (context: Context) => {
        expect(snapshot().status).toBe('done');
        expectWritten(context);
      },
      'left.alone': () => expect(snapshot().output).toEqual({ acknowledged: false }),
      'left.acknowledged': () => expect(snapshot().output).toEqual({ acknowledged: true }),
      ended: () => expect(snapshot()).toMatchObject({ value: 'closed', context: { reason: { code: 'closed' } } }),
      barred: (context: Context) => {
        expect(snapshot()).toMatchObject({ value: 'closed', context: { reason: { code: 'refused' } } });
        expect(client.getSnapshot().hasTag('connected')).toBe(true);
        expectWritten(context);
      },
    },
  };
}

const twice = chart(2);

export const topic: Contract<typeof twice> = {
  name: 'topic',
  chart: twice,
  only: [
    'user.joins',
    'user.leaves',
    'net.opens',
    'net.drops',
    'server.accepts',
    'server.refuses',
    'server.bars',
    'server.crashes',
    'server.ends',
    'server.forgets',
    'server.left',
    'server.left.closes',
    'server.left.crashes',
    'time.join',
    'time.rejoin',
    'time.leave',
  ],
  bounds: 'Two joins: whatever the first leaves behind shows at the second. `rejoin()` is walked by itself.',
  play,
};

export const rejoining: Contract<typeof twice> = {
  name: 'rejoining',
  onPort: false,
  chart: twice,
  only: [
    'user.rejoins',
    'user.leaves',
    'net.opens',
    'net.drops',
    'server.accepts',
    'server.bars',
    'server.ends',
    'server.crashes',
    'server.left',
  ],
  bounds: 'Two joins, the second by `rejoin()`, from every state.',
  play,
};
