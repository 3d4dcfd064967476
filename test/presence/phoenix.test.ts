import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPresence, type PresenceState, syncDiff, syncState } from 'xstate-phoenix/presence';
import { npm } from '../phoenix/support/npm.ts';
import { acts, PlainPresence } from './histories.ts';
import { entries, refsOf } from './metas.ts';
import { news, presentRoom, rejoined, shown } from './presences.ts';

/** npm's Presence behind a channel that the test plays. */
function theirs() {
  const handlers = new Map<string, (payload: never) => void>();
  let joinRef = '1';
  const channel = {
    on(event: string, handle: (payload: never) => void): number {
      handlers.set(event, handle);
      return handlers.size;
    },
    joinRef: () => joinRef,
  };
  const presence = new npm.Presence(channel);
  const told: unknown[][] = [];
  const refs = (entry?: object) => entry && refsOf({ entry: entry as PresenceState[string] }).entry;
  presence.onJoin((key, before, joined) => told.push(['join', key, refs(before), refs(joined)]));
  presence.onLeave((key, after, left) => told.push(['leave', key, refs(after), refs(left)]));
  presence.onSync(() => told.push(['sync']));
  return {
    told,
    say: (event: string, payload: object) => handlers.get(event)?.(structuredClone(payload) as never),
    rejoin: () => {
      joinRef = String(Number(joinRef) + 1);
    },
    list: () => presence.list((key, { metas }) => [key, metas]),
  };
}

function both() {
  const room = presentRoom();
  const { say } = room;
  const presence = createPresence(room.room);
  const npm = theirs();
  const told = news(presence);
  return {
    npm,
    told,
    say: (event: string, payload: object) => {
      say(event, payload);
      npm.say(event, payload);
    },
    rejoin: () => {
      rejoined(room);
      npm.rejoin();
    },
    list: () => presence.list((key, { metas }) => [key, metas]),
  };
}

describe('a presence beside that of npm phoenix', () => {
  it('shows the same, in the same order, over any history of a server, and calls the same listeners', () => {
    fc.assert(
      fc.property(acts, (history) => {
        const server = new PlainPresence();
        const { npm, told, say, rejoin, list } = both();
        let isPending = true;
        for (const act of history) {
          if (act.type === 'rejoin') {
            // Theirs keeps diffs of an older join: see below. So none is open here.
            if (isPending) say('presence_state', server.list());
            rejoin();
            isPending = true;
          } else if (act.type === 'state') {
            say('presence_state', server.list());
            isPending = false;
          } else {
            // No diff comes before its state here, since theirs tells it twice: see below.
            const diff = server.act(act);
            if (diff && !isPending) say('presence_diff', diff);
          }
          expect(list()).toEqual(npm.list());
          expect(sorted(told)).toEqual(sorted(npm.told));
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** Without updates, of which theirs does not know, and with the calls of each sync in one order: see below. */
function sorted(told: readonly unknown[][]) {
  const turns: string[][] = [[]];
  for (const call of told) {
    if (call[0] === 'sync') turns.push([]);
    else if (call[0] !== 'update') turns.at(-1)?.push(JSON.stringify(call));
  }
  return turns.map((calls) => calls.sort());
}

describe('a difference from the Presence of npm phoenix', () => {
  it('is that a join of those who are there is not told: your own diff comes before the state that holds it', () => {
    const { npm, told, say } = both();
    say('presence_diff', { joins: entries({ me: ['1'] }), leaves: {} });
    say('presence_state', entries({ me: ['1'] }));
    expect(told).toEqual([['join', 'me', undefined, ['1']], ['sync']]);
    expect(npm.told).toEqual([['join', 'me', undefined, ['1']], ['join', 'me', ['1'], ['1']], ['sync']]);
  });

  it('is that a leave of those who are not there is not told', () => {
    const { npm, told, say } = both();
    say('presence_state', entries({ bo: ['2'] }));
    say('presence_diff', { joins: {}, leaves: entries({ bo: ['1'] }) });
    expect(told).toEqual([['join', 'bo', undefined, ['2']], ['sync'], ['sync']]);
    expect(npm.told).toContainEqual(['leave', 'bo', ['2'], ['1']]);
  });

  it('is that diffs of an older join are forgotten: they would show who has left since', () => {
    const { npm, say, rejoin, list } = both();
    say('presence_diff', { joins: entries({ ghost: ['1'] }), leaves: {} });
    rejoin();
    say('presence_state', {});
    expect(list()).toEqual([]);
    expect(npm.list()).toEqual([['ghost', [{ phx_ref: '1' }]]]);
  });

  it('is that the leaves of a state come in the order of the list', () => {
    const { npm, told, say } = both();
    say('presence_state', entries({ ana: ['1', '2'], bo: ['3'] }));
    told.length = 0;
    npm.told.length = 0;
    say('presence_state', entries({ ana: ['1'] }));
    expect(told.map(([, key]) => key)).toEqual(['ana', 'bo', undefined]);
    expect(npm.told.map(([, key]) => key)).toEqual(['bo', 'ana', undefined]);
  });

  it('is that payloads and old states stay as they are', () => {
    const state = entries({ bo: ['1'] });
    const { joins } = syncState(state, entries({ bo: ['1', '2'] }));
    syncDiff(state, { joins, leaves: entries({ bo: ['1'] }) });
    expect(state).toEqual(entries({ bo: ['1'] }));
    const next = entries({ bo: ['1', '2'] });
    npm.Presence.syncState(entries({ bo: ['1'] }), next);
    expect(next).toEqual(entries({ bo: ['2'] }));
  });

  it('is that the list is empty when the topic is left', () => {
    const { room, make, state } = presentRoom();
    const presence = make();
    state({ ana: ['1'] });
    room.send({ type: 'channel.leave' });
    expect(shown(presence).refs).toEqual({});
  });
});
