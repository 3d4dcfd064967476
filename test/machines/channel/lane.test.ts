import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { channelMachine } from 'xstate-phoenix';
import { channelLogic } from '../../../src/machines/channel/channel.logic.ts';
import { createWorld } from '../../support/world.ts';
import { accept, answered, play, step } from './runs.ts';

const TOPIC = 'room:lobby';

describe('the lane', () => {
  it('does exactly what the chart alone does, for any run of events', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const { inspected: _, ...laned } = play(channelLogic, steps);
        expect(play(channelMachine, steps)).toMatchObject(laned);
        for (const type of laned.emitted) seen.add(type);
      }),
      // A reply to a command takes two steps in a row, which chance may miss.
      { numRuns: 150, examples: [[[accept, answered]]] },
    );
    // Checks the runs themselves: together they caused every kind of event.
    expect([...seen].sort()).toEqual([
      'closed',
      'crashed',
      'join.failed',
      'joined',
      'left',
      'lost',
      'message',
      'push.failed',
      'reply',
    ]);
  }, 30_000);

  it('returns the same snapshot for data', () => {
    const world = createWorld();
    world.open();
    const { connection: host } = world.client.getSnapshot().context;
    const room = createActor(channelLogic, { clock: world.clock, input: { topic: TOPIC, host } }).start();
    room.send({ type: 'join.accepted', joinRef: '1', response: {} });
    const before = room.getSnapshot();
    expect(before.value).toBe('joined');
    room.send({ type: 'channel.message', joinRef: '1', event: 'e', payload: {} });
    room.send({ type: 'channel.cast', event: 'e', payload: {} });
    room.send({ type: 'channel.push', event: 'e', payload: {} });
    room.send({ type: 'channel.reply', joinRef: '1', ref: '9', status: 'ok', response: {} });
    expect(room.getSnapshot()).toBe(before);
  });

  it('shows the inspector every message, without running the chart', () => {
    const world = createWorld();
    world.open();
    const { connection: host } = world.client.getSnapshot().context;
    const events: string[] = [];
    const room = createActor(channelLogic, {
      clock: world.clock,
      input: { topic: TOPIC, host },
      inspect: (inspected) => {
        if (inspected.type === '@xstate.event') events.push(inspected.event.type);
        if (inspected.type === '@xstate.microstep') events.push('a step of the chart');
      },
    }).start();
    room.send({ type: 'join.accepted', joinRef: '1', response: {} });
    room.send({ type: 'channel.message', joinRef: '1', event: 'e', payload: {} });
    expect(events.slice(-3)).toEqual(['join.accepted', 'a step of the chart', 'channel.message']);
  });
});
