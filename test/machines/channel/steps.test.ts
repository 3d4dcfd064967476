import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createActor } from 'xstate';
import { type ChannelMachine, channelLogic, channelMachine } from 'xstate-phoenix';
import { withSteps } from '../../../src/machines/channel/steps.ts';
import { systemOfChannels } from '../../../src/machines/channel/timers.ts';
import { collectGarbage } from '../../support/garbage.ts';
import { joinedRoom } from '../../support/room.ts';
import { play, step } from './runs.ts';

const planned = withSteps(channelMachine.provide({}));

const runs = fc.array(step, { minLength: 5, maxLength: 60 });

/** The same at each time: they are in every state. */
const examples = fc.sample(runs, { seed: 1, numRuns: 50 }).map((run): [typeof run] => [run]);

describe('the planned steps of a channel', () => {
  it('are those of XState, for any run of events: snapshots, actions, and what inspectors see', () => {
    const states = new Set<string>();
    fc.assert(
      fc.property(runs, (steps) => {
        const played = play(planned, steps);
        expect(played).toEqual(play(channelMachine, steps));
        for (const state of played.states) states.add(state);
      }),
      { numRuns: 200, examples },
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

  it('refuse a channel without its input by a sentence, as a channel of a client as well', () => {
    const withoutInput: Parameters<typeof createActor>[1] = {};
    const channel = createActor(channelLogic, Object.assign(withoutInput, { input: undefined }));
    channel.system = systemOfChannels(channel.system);
    const heard = vi.fn();
    channel.subscribe({ error: heard });
    channel.start();
    expect(heard).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        name: 'ConfigurationError',
        problems: [{ path: 'input', message: 'must be an object with a topic and a host' }],
      }),
    );
  });

  it('are planned once for all channels, and keep nothing of the first', async () => {
    const own = withSteps(channelMachine.provide({}));
    const context = new WeakRef(played(own));
    await collectGarbage();
    expect(context.deref()).toBeUndefined();
  });
});

/** The context of a channel that was joined, crashed and left, in a call of its own, so that nothing here holds it. */
function played(logic: ChannelMachine): object {
  const { client, room, socket } = joinedRoom();
  const { host } = room.getSnapshot().context;
  const channel = createActor(logic, { input: { topic: 'room:other', host } }).start();
  const { context } = channel.getSnapshot();
  channel.send({ type: 'join.accepted', joinRef: channel.getSnapshot().context.joinRef, response: {} });
  channel.send({ type: 'channel.leave' });
  channel.stop();
  socket.close();
  client.stop();
  return context;
}
