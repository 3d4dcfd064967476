import { describe, expectTypeOf, it } from 'vitest';
import type { ChannelRef } from 'xstate-phoenix';
import {
  createPresence,
  type Presence,
  type PresenceDiff,
  type PresenceEntry,
  type PresenceMeta,
  type PresenceState,
  type PresenceStatus,
  syncDiff,
  syncState,
} from 'xstate-phoenix/presence';

declare const room: ChannelRef;

interface User {
  readonly name: string;
}

describe('createPresence()', () => {
  it('has metas of any fields, with the refs of Phoenix', () => {
    const presence = createPresence(room);
    expectTypeOf(presence).toEqualTypeOf<Presence>();
    for (const { metas } of presence.list())
      for (const meta of metas) {
        expectTypeOf(meta.phx_ref).toEqualTypeOf<string>();
        expectTypeOf(meta.phx_ref_prev).toEqualTypeOf<string | undefined>();
        expectTypeOf(meta.mood).toBeUnknown();
      }
  });

  it('has the metas that it is told', () => {
    const presence = createPresence<User>(room, { events: { state: 'a', diff: 'b' } });
    expectTypeOf(presence.list()).toEqualTypeOf<PresenceEntry<User>[]>();
    expectTypeOf(presence.list((key, { metas }) => [key, metas[0]?.name] as const)).toEqualTypeOf<
      (readonly [string, string | undefined])[]
    >();
    presence.onJoin((key, before, { metas }) => {
      expectTypeOf(key).toBeString();
      expectTypeOf(before).toEqualTypeOf<PresenceEntry<User> | undefined>();
      expectTypeOf(metas).toEqualTypeOf<readonly PresenceMeta<User>[]>();
    });
    presence.onLeave((_, after, left) => {
      expectTypeOf(after).toEqualTypeOf<PresenceEntry<User>>();
      expectTypeOf(left).toEqualTypeOf<PresenceEntry<User>>();
    });
    presence.onUpdate((_, previous, meta) => {
      expectTypeOf(previous.name).toBeString();
      expectTypeOf(meta.phx_ref).toBeString();
      // @ts-expect-error users have no age
      meta.age;
    });
    expectTypeOf(presence.onSync(() => {})).toEqualTypeOf<() => void>();
    expectTypeOf(presence.stale).toBeBoolean();
    presence.subscribe(({ value, context }) => {
      expectTypeOf(value).toEqualTypeOf<PresenceStatus>();
      expectTypeOf(context.state).toEqualTypeOf<PresenceState<User>>();
    });
    expectTypeOf(presence.getSnapshot().context.state.ana?.metas[0]?.name).toEqualTypeOf<string | undefined>();
    // @ts-expect-error both names are needed
    createPresence(room, { events: { state: 'a' } });
    // @ts-expect-error the state can not be changed
    presence.getSnapshot().context.state.ana = { metas: [] };
  });
});

describe('syncState() and syncDiff()', () => {
  it('keep the type of the metas', () => {
    const state: PresenceState<User> = {};
    const diff: PresenceDiff<User> = { joins: {}, leaves: {} };
    expectTypeOf(syncState(state, state).state).toEqualTypeOf<PresenceState<User>>();
    expectTypeOf(syncDiff(state, diff).joins).toEqualTypeOf<PresenceState<User>>();
  });
});
