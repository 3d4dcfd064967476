import { expect } from 'vitest';
import { type ClientInput, cast } from 'xstate-phoenix';
import type { Contract } from '../contract.types.ts';
import type { World } from '../world.ts';
import { chart } from './heartbeat.chart.ts';

/** The promised defaults, and a sleep longer than both. */
const INTERVAL_MS = 30_000;
const TIMEOUT_MS = 10_000;
const SLEEP_MS = 600_000;

function play(world: World) {
  const { driver, line } = world;
  let said = 0;
  const casts = () => {
    cast(world.room(), 'say');
    said += 1;
  };
  const answers = () => {
    line.release('heartbeat');
    line.keep('heartbeat');
  };
  const begins = (input: Partial<ClientInput>) => async () => {
    line.keep('heartbeat');
    world.begin(input);
    world.join();
    await world.opens();
    await world.admits();
  };
  const lost = () => world.says({ type: 'connection.lost', code: 1006, cause: 'heartbeat', willRetry: true });
  const wakes = (type: 'network.online' | 'page.visible' | 'page.resumed') => () => world.client.send({ type });
  const sleepEnds = (signal: () => void) => () => {
    driver.clock?.sleep(SLEEP_MS);
    signal();
    return lost();
  };
  return {
    acts: {
      'begin.beating': begins({}),
      'begin.any-frame': begins({ livenessFrom: 'any-frame' }),
      'begin.silent': begins({ heartbeatIntervalMs: 0 }),
      'time.interval': () => world.lasts(INTERVAL_MS),
      'time.timeout': async () => {
        await world.lasts(TIMEOUT_MS);
        await lost();
      },
      'time.hour': () => world.lasts(3_600_000),
      'machine.sleeps': async (_: unknown, from: { value: unknown }) => {
        driver.clock?.sleep(SLEEP_MS);
        await driver.comes(null);
        if (from.value === 'asking') await lost();
      },
      'server.answers': answers,
      'sleep.ends.answered': async () => {
        driver.clock?.sleep(SLEEP_MS);
        // What is done within a listener comes while the client is at something else.
        const hearing = world.client.on('frame.dropped', () => {
          hearing.unsubscribe();
          answers();
          casts();
        });
        line.raw('no frame');
        await world.drops({ why: 'malformed' });
      },
      'server.answers.another': () => line.say(null, '0', 'phoenix', 'phx_reply', { status: 'ok', response: {} }),
      'user.casts': casts,
      'wake.online': wakes('network.online'),
      'wake.visible': wakes('page.visible'),
      'wake.resumed': wakes('page.resumed'),
      'sleep.ends.online': sleepEnds(wakes('network.online')),
      'sleep.ends.visible': sleepEnds(wakes('page.visible')),
      'sleep.ends.resumed': sleepEnds(wakes('page.resumed')),
      'sleep.ends.casts': sleepEnds(() => cast(world.room(), 'say')),
      'sleep.hidden': () => world.client.send({ type: 'page.hidden' }),
    },
    looks: {
      opening: () => expect(line.dialed).toBe(0),
      resting: ({ beats }: { beats: number }) => expectBeat('resting', beats),
      asking: ({ beats }: { beats: number }) => expectBeat('awaiting-ack', beats),
      silent: () => expectBeat('off', 0),
      lost: () => {
        expect(world.client.getSnapshot().value).toEqual({ 'reconnect-waiting': 'backoff' });
        expect([line.alive, world.room().getSnapshot().value]).toEqual([0, { 'rejoin-waiting': 'offline' }]);
        expect(line.written('say')).toHaveLength(said);
      },
    },
  };

  function expectBeat(heartbeat: string, beats: number) {
    expect(world.client.getSnapshot().value).toMatchObject({ connected: { heartbeat } });
    expect(line.written('heartbeat')).toHaveLength(beats);
    expect(line.written('say')).toHaveLength(said);
    expect(world.room().getSnapshot().value).toBe('joined');
  }
}

export const heartbeat: Contract<typeof chart> = {
  name: 'heartbeat',
  chart,
  bounds: 'Two heartbeats, the second at its interval: whatever a first one leaves behind shows there.',
  virtualOnly: [
    'time.interval',
    'time.timeout',
    'time.hour',
    'machine.sleeps',
    'sleep.ends.online',
    'sleep.ends.visible',
    'sleep.ends.resumed',
    'sleep.ends.casts',
    'sleep.ends.answered',
  ],
  play,
};
