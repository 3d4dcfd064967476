import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { createPresence, type PresenceState, presenceMachine } from 'xstate-phoenix/presence';
import { acts, PlainPresence, steps } from './histories.ts';
import { refsOf } from './metas.ts';
import { news, presentRoom, rejoined, shown } from './presences.ts';

const runs = { numRuns: 150 };

/** The refs of each key, whatever their order: an update may have come before a state that holds it. */
function sets(state: PresenceState) {
  return Object.fromEntries(Object.entries(refsOf(state)).map(([key, refs]) => [key, [...refs].sort()]));
}

describe('a presence, over any history of a server,', () => {
  it('shows whom the server has, whenever it is synced, and whom it had when the topic was lost', () => {
    fc.assert(
      fc.property(acts, (history) => {
        const room = presentRoom();
        const { say } = room;
        const server = new PlainPresence();
        const presence = createPresence(room.room);
        let expected: PresenceState = {};
        let isSynced = false;
        for (const act of history) {
          if (act.type === 'rejoin') {
            rejoined(room);
            expected = isSynced ? server.list() : expected;
            isSynced = false;
          } else if (act.type === 'state') {
            say('presence_state', server.list(), room.world.socket.last('phx_join')[0]);
            isSynced = true;
          } else {
            // Lists are kept before the act: the state that was lost is the one before it.
            if (isSynced) expected = server.list();
            const diff = server.act(act);
            if (diff) say('presence_diff', diff);
          }
          if (isSynced) expected = server.list();
          expect(sets(presence.getSnapshot().context.state)).toEqual(sets(expected));
          expect(presence.getSnapshot().value === 'synced').toBe(isSynced);
        }
      }),
      runs,
    );
  });

  it('tells joins and leaves from which anybody can keep the same list, and never an empty key between them', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const room = presentRoom();
        const { say } = room;
        const presence = createPresence(room.room);
        const own = new Map<string, string[]>();
        let syncs = 0;
        presence.onJoin((key, before, joined) => {
          expect(before?.metas.map(({ phx_ref }) => phx_ref)).toEqual(own.get(key));
          own.set(key, [...(own.get(key) ?? []), ...joined.metas.map(({ phx_ref }) => phx_ref)]);
        });
        presence.onLeave((key, after, left) => {
          const gone = left.metas.map(({ phx_ref }) => phx_ref);
          const rest = (own.get(key) ?? []).filter((ref) => !gone.includes(ref));
          expect(after.metas.map(({ phx_ref }) => phx_ref)).toEqual(rest);
          if (rest.length > 0) own.set(key, rest);
          else own.delete(key);
        });
        presence.onSync(() => {
          syncs += 1;
        });
        for (const step of history) {
          const before = { syncs, isSynced: presence.getSnapshot().value === 'synced' };
          if (step.type === 'rejoin') rejoined(room);
          else say(`presence_${step.type}`, step.payload);
          const applies = step.type === 'state' || (step.type === 'diff' && before.isSynced);
          expect(syncs - before.syncs).toBe(applies ? 1 : 0);
          expect(shown(presence).refs).toEqual(Object.fromEntries(own));
        }
      }),
      runs,
    );
  });

  it('keeps the objects of those who stay, and shows in an old snapshot what was there', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const room = presentRoom();
        const { say } = room;
        const presence = createPresence(room.room);
        const told = news(presence);
        const kept = [{ snapshot: presence.getSnapshot(), copy: '{}' }];
        for (const step of history) {
          const before = presence.getSnapshot().context.state;
          told.length = 0;
          if (step.type === 'rejoin') rejoined(room);
          else say(`presence_${step.type}`, step.payload);
          const snapshot = presence.getSnapshot();
          const { state } = snapshot.context;
          expect(state === before).toBe(told.every(([what]) => what === 'sync'));
          for (const key of Object.keys(state)) {
            const old = Object.hasOwn(before, key) ? before[key] : undefined;
            if (!told.some(([, changed]) => changed === key)) expect(old).toBe(state[key]);
          }
          kept.push({ snapshot, copy: JSON.stringify(state) });
        }
        for (const { snapshot, copy } of kept) expect(JSON.stringify(snapshot.context.state)).toBe(copy);
      }),
      runs,
    );
  });
});

describe('the short cut of a diff', () => {
  it('leaves the chart where the chart alone would be', () => {
    // `provide` gives the chart without what we have added to it.
    const [ours, alone] = [presenceMachine, presenceMachine.provide({})].map((machine) => createActor(machine).start());
    expect(alone?.logic.transition).not.toBe(presenceMachine.transition);
    const diff = { joins: {}, leaves: {} };
    for (const type of ['diff', 'state', 'diff', 'lost', 'diff', 'state', 'diff', 'closed', 'lost', 'diff'] as const) {
      for (const actor of [ours, alone])
        if (type === 'diff') actor?.send({ type: 'diff.received', payload: diff });
        else if (type === 'state') actor?.send({ type: 'state.received', payload: {} });
        else actor?.send({ type: type === 'lost' ? 'join.lost' : 'room.closed' });
      expect(ours?.getSnapshot().value).toBe(alone?.getSnapshot().value);
    }
  });
});
