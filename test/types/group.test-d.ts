import { describe, expectTypeOf, it } from 'vitest';
import { createActor } from 'xstate';
import type { ChannelRef, ClientRef, JoinOptions } from 'xstate-phoenix';
import {
  createGroup,
  type GroupEmitted,
  type GroupInput,
  type GroupOptions,
  type GroupRef,
  type GroupState,
  groupMachine,
  ownerOf,
  type ReleaseReason,
} from 'xstate-phoenix/group';

declare const client: ClientRef;
declare const options: GroupOptions;

describe('createGroup()', () => {
  it('takes the client, and the topics as anything that can be gone through', () => {
    expectTypeOf(createGroup).parameter(0).toEqualTypeOf<ClientRef>();
    createGroup(client, { topic: 'group:workers', topics: ['room:1'] });
    createGroup(client, { topic: 'group:workers', topics: new Set(['room:1']), graceMs: 8_000, member: 'a' });
    // @ts-expect-error a group needs its own topic
    createGroup(client, { topics: [] });
    // @ts-expect-error topics are names
    createGroup(client, { topic: 'group:workers', topics: [1] });
    // @ts-expect-error the clock is that of the client, and the input is made by it
    createGroup(client, options, { input: { ...options, client } });
  });

  it('gives options for the join of each topic, and channels to those who want them', () => {
    expectTypeOf<GroupOptions['joinOptions']>().toEqualTypeOf<((topic: string) => JoinOptions) | undefined>();
    expectTypeOf<GroupOptions['onOwned']>().toEqualTypeOf<((channel: ChannelRef) => unknown) | undefined>();
  });

  it('is an actor with commands, a snapshot and events', () => {
    const group = createGroup(client, options);
    expectTypeOf(group).toExtend<GroupRef>();
    group.send({ type: 'group.share', topics: ['room:1'] });
    group.send({ type: 'group.leave' });
    // @ts-expect-error there is no such command
    group.send({ type: 'group.stay' });
    // @ts-expect-error it has to know what is shared
    group.send({ type: 'group.share' });
    const { value, context } = group.getSnapshot();
    expectTypeOf(value).toEqualTypeOf<GroupState>();
    expectTypeOf(context.owned).toEqualTypeOf<readonly string[]>();
    expectTypeOf(context.fence).toEqualTypeOf<string | null>();
    expectTypeOf(context.due).toEqualTypeOf<ReadonlyMap<string, number>>();
    expectTypeOf(group.getSnapshot().hasTag).parameter(0).toEqualTypeOf<'member'>();
    group.on('owned', ({ topic, channel }) => {
      expectTypeOf(topic).toBeString();
      expectTypeOf(channel).toEqualTypeOf<ChannelRef>();
    });
    group.on('released', ({ reason }) => {
      expectTypeOf(reason).toEqualTypeOf<ReleaseReason>();
    });
    group.on('members.changed', ({ members }) => {
      expectTypeOf(members).toEqualTypeOf<readonly string[]>();
    });
    group.on('*', (event) => {
      expectTypeOf(event).toEqualTypeOf<GroupEmitted>();
    });
  });
});

describe('groupMachine', () => {
  it('takes the client as its input', () => {
    const input: GroupInput = { ...options, client };
    expectTypeOf(createActor(groupMachine, { input })).toExtend<GroupRef>();
    // @ts-expect-error a group needs its client
    createActor(groupMachine, { input: options });
  });
});

describe('ownerOf()', () => {
  it('is a name, or undefined where there are no members', () => {
    expectTypeOf(ownerOf('room:1', ['a', 'b'])).toEqualTypeOf<string | undefined>();
    expectTypeOf(ownerOf('room:1', new Set(['a']))).toEqualTypeOf<string | undefined>();
    // @ts-expect-error members are names
    ownerOf('room:1', [1, 2]);
  });
});
