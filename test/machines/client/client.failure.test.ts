import { describe, expect, it, vi } from 'vitest';
import { awaitConnect, awaitJoin, awaitMessage, clientMachine, defineClient, join, push } from 'xstate-phoenix';
import '../../support/matchers.ts';
import { startDefined } from '../../support/defined.ts';
import { createWorld, type World } from '../../support/world.ts';

const TOPIC = 'room:lobby';
const boom = () => {
  throw new Error('as asked');
};

/** What a program may provide, and what happens to a connected client so that it throws. */
const throws: Readonly<Record<string, [typeof clientMachine, (world: World) => void]>> = {
  'a guard': [
    clientMachine.provide({ guards: { isOverdue: boom } }),
    ({ client }) => client.send({ type: 'page.visible' }),
  ],
  'an action': [clientMachine.provide({ actions: { passOn: boom } }), ({ socket }) => socket.raw('no frame')],
};

function failing(machine: typeof clientMachine) {
  const world = createWorld({}, { machine });
  const socket = world.open();
  const room = join(world.client, TOPIC);
  socket.reply(socket.last('phx_join'));
  const errors: unknown[] = [];
  world.client.subscribe({ error: (error) => errors.push(error) });
  return { world, room, errors };
}

describe.each(Object.entries(throws))('a client that has %s which throws', (_, [machine, happens]) => {
  it('closes its socket, ends its topics, and is an error then', () => {
    const { world, room, errors } = failing(machine);
    happens(world);
    expect([world.alive, world.clock.timers]).toEqual([[], 0]);
    expect([room, world.client].map((actor) => actor.getSnapshot().status)).toEqual(['stopped', 'error']);
    expect(errors.map(String)).toEqual([expect.stringContaining('as asked')]);
  });

  it('settles all that is pending', async () => {
    const { world, room } = failing(machine);
    const waits = [push(room, 'slow'), awaitMessage(room, 'said'), awaitJoin(join(world.client, 'room:other'))];
    happens(world);
    const outcomes = await Promise.allSettled(waits);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual([
      'disconnected',
      'disconnected',
      'disconnected',
    ]);
    await expect(awaitConnect(world.client)).rejects.toThrow('as asked');
  });
});

describe('a client whose child has failed', () => {
  it('closes its socket, ends its topics, and is an error then', () => {
    const { world, room, errors } = failing(clientMachine);
    const failed = { type: 'xstate.error.actor.page', actorId: 'page', error: new Error('as asked') };
    // @ts-expect-error XState sends this event; the chart does not have it.
    world.client.send(failed);
    expect([world.alive, world.clock.timers]).toEqual([[], 0]);
    expect([room, world.client].map((actor) => actor.getSnapshot().status)).toEqual(['stopped', 'error']);
    expect(errors.map(String)).toEqual(['Error: as asked']);
  });
});

describe('a client of handlers', () => {
  it('calls onTerminate when it fails, once', () => {
    const terminated = vi.fn();
    const logic = defineClient({ onTerminate: terminated }).provide({ guards: { isForeign: boom } });
    const { client } = startDefined(logic);
    const failed = vi.fn();
    client.subscribe({ error: failed });
    client.send({ type: 'something of mine' });
    expect([terminated.mock.calls.length, failed.mock.calls.length]).toEqual([1, 1]);
    client.stop();
    expect(terminated).toHaveBeenCalledTimes(1);
  });
});
