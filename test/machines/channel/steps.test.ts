import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { channelLogic, channelMachine } from 'xstate-phoenix';
import { withSteps } from '../../../src/machines/channel/steps.ts';
import { accept, play, step } from './runs.ts';

const planned = withSteps(channelMachine.provide({}));

describe('the planned steps of a channel', () => {
  it('are those of XState, for any run of events: snapshots, actions, and what inspectors see', () => {
    const states = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const played = play(planned, steps);
        expect(played).toEqual(play(channelMachine, steps));
        for (const state of played.states) states.add(state);
      }),
      { numRuns: 150, examples: [[[accept]]] },
    );
    expect([...states].sort()).toEqual([
      'channel.closed',
      'channel.joined',
      'channel.joining',
      'channel.leaving',
      'channel.left',
      'channel.rejoin-waiting.backoff',
      'channel.rejoin-waiting.offline',
      'channel.rejoin-waiting.queued',
    ]);
  }, 30_000);

  it('refuse a channel without its input by a sentence', () => {
    const withoutInput: Parameters<typeof createActor>[1] = {};
    const { error } = createActor(channelLogic, Object.assign(withoutInput, { input: undefined })).getSnapshot();
    expect(error).toEqual(new TypeError('A channel needs an input: its topic and its host.'));
  });
});
