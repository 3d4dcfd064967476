import { createActorContext, useActorRef } from '@xstate/react';
import { describe, expectTypeOf, it } from 'vitest';
import {
  type Actor,
  type ActorRefFrom,
  type ContextFrom,
  type EmittedFrom,
  type InputFrom,
  interpret,
  type OutputFrom,
  type SnapshotFrom,
  setup,
} from 'xstate';
import {
  type ChannelContext,
  type ChannelEmitted,
  type ChannelInput,
  type ChannelMachine,
  type ChannelOutput,
  type ChannelRef,
  type ClientContext,
  type ClientEmitted,
  type ClientInput,
  type ClientMachine,
  type ClientOutput,
  type ClientRef,
  channelLogic,
  channelMachine,
  clientMachine,
} from 'xstate-phoenix';

const input: ClientInput = { url: 'ws://x' };

describe('the type of a client machine', () => {
  it('has a name, also of what is provided for it', () => {
    expectTypeOf(clientMachine).toEqualTypeOf<ClientMachine>();
    const provided = clientMachine.provide({
      delays: { reconnectDelay: ({ context }) => context.retryInMs },
      guards: { willReconnect: ({ context }) => context.dials < 20 },
    });
    expectTypeOf(provided).toEqualTypeOf<ClientMachine>();
    // @ts-expect-error there is no such delay
    clientMachine.provide({ delays: { reconnect: 1 } });
  });

  it('tells the helpers of XState what it takes and gives', () => {
    expectTypeOf<InputFrom<ClientMachine>>().toEqualTypeOf<ClientInput>();
    expectTypeOf<ContextFrom<ClientMachine>>().toEqualTypeOf<ClientContext>();
    expectTypeOf<EmittedFrom<ClientMachine>>().toEqualTypeOf<ClientEmitted>();
    expectTypeOf<OutputFrom<ClientMachine>>().toEqualTypeOf<ClientOutput>();
    expectTypeOf<SnapshotFrom<ClientMachine>['context']>().toEqualTypeOf<ClientContext>();
    expectTypeOf<ActorRefFrom<ClientMachine>>().toExtend<ClientRef>();
    expectTypeOf(interpret(clientMachine, { input })).toEqualTypeOf<Actor<ClientMachine>>();
  });

  it('is what React and other machines need', () => {
    expectTypeOf(useActorRef(clientMachine, { input })).toExtend<ClientRef>();
    // @ts-expect-error there is no input
    useActorRef(clientMachine);
    expectTypeOf(createActorContext(clientMachine).useActorRef()).toExtend<ClientRef>();
    const app = setup({ actors: { phoenix: clientMachine }, types: { children: {} as { phoenix: 'phoenix' } } });
    const machine = app.createMachine({ invoke: { src: 'phoenix', id: 'phoenix', input } });
    expectTypeOf(interpret(machine).getSnapshot().children.phoenix).toExtend<ClientRef | undefined>();
    // @ts-expect-error there is no url
    app.createMachine({ invoke: { src: 'phoenix', id: 'phoenix', input: {} } });
  });
});

describe('the type of a channel machine', () => {
  it('has a name, and tells the helpers of XState what it takes and gives', () => {
    expectTypeOf(channelMachine).toEqualTypeOf<ChannelMachine>();
    expectTypeOf(channelLogic).toEqualTypeOf<ChannelMachine>();
    expectTypeOf<InputFrom<ChannelMachine>>().toEqualTypeOf<ChannelInput>();
    expectTypeOf<ContextFrom<ChannelMachine>>().toEqualTypeOf<ChannelContext>();
    expectTypeOf<EmittedFrom<ChannelMachine>>().toEqualTypeOf<ChannelEmitted>();
    expectTypeOf<OutputFrom<ChannelMachine>>().toEqualTypeOf<ChannelOutput>();
    expectTypeOf<ActorRefFrom<ChannelMachine>>().toExtend<ChannelRef>();
  });
});
