import { describe, expectTypeOf, it } from 'vitest';
import { setup, toPromise } from 'xstate';
import {
  awaitConnect,
  type ChannelRef,
  call,
  clientMachine,
  defineClient,
  disconnect,
  interpret,
  join,
  type LossCause,
  type PushError,
} from 'xstate-phoenix';

type Own = { readonly type: 'tick'; readonly n: number } | { readonly type: 'reset' };

const logic = defineClient({
  types: { events: {} as Own },
  assigns: { count: 0, names: new Set<string>() },
  onConnect({ assigns, assign, update, send, raise, sendAfter, stop }, { reconnect, headers }) {
    expectTypeOf(assigns.count).toEqualTypeOf<number>();
    expectTypeOf(reconnect).toEqualTypeOf<boolean>();
    expectTypeOf(headers).toEqualTypeOf<Readonly<Record<string, string>>>();
    assign({ count: 1 });
    update('names', (names) => new Set([...names, 'ana']));
    send({ type: 'tick', n: 1 });
    expectTypeOf(sendAfter({ type: 'reset' }, 1000)).toEqualTypeOf<() => void>();
    stop(new Error('any reason'));
    raise({ type: 'reset' });
    // @ts-expect-error it has no n
    raise({ type: 'tick' });
    // @ts-expect-error it is a number
    assign({ count: '1' });
    // @ts-expect-error there is no such key
    update('size', (size) => size);
    // @ts-expect-error there is no such event
    send({ type: 'tock' });
    // @ts-expect-error user data are not written to
    assigns.count = 2;
  },
  onMessage(_, { channel, topic, event, payload }) {
    expectTypeOf(channel).toEqualTypeOf<ChannelRef | null>();
    expectTypeOf({ topic, event, payload }).toEqualTypeOf<{ topic: string; event: string; payload: unknown }>();
  },
  onReply(_, reply) {
    if (reply.error === null) expectTypeOf(reply.status).toEqualTypeOf<string>();
    else expectTypeOf(reply.error).toEqualTypeOf<PushError>();
  },
  onEvent(_, event) {
    expectTypeOf(event).toEqualTypeOf<Own>();
  },
  onCall: ({ assigns }, key: 'count') => assigns[key],
});

describe('a client with handlers', () => {
  it('takes its own events besides those of every client', () => {
    const client = interpret(logic, { input: { url: 'ws://server.test' } });
    client.send({ type: 'tick', n: 1 });
    client.send({ type: 'client.disconnect' });
    // @ts-expect-error it has no n
    client.send({ type: 'tick' });
    // @ts-expect-error there is no such event
    client.send({ type: 'tock' });
  });

  it('is a client for every function', () => {
    const client = interpret(logic, { input: { url: 'ws://server.test' } });
    expectTypeOf(join(client, 'room:lobby')).toEqualTypeOf<ChannelRef>();
    expectTypeOf(awaitConnect(client)).toEqualTypeOf<Promise<void>>();
    expectTypeOf(disconnect(client)).toEqualTypeOf<Promise<void>>();
  });

  it('answers the calls that its handler takes', () => {
    const client = interpret(logic, { input: { url: 'ws://server.test' } });
    expectTypeOf(call(client, 'count')).toEqualTypeOf<Promise<number>>();
    // @ts-expect-error its handler takes no such request
    call(client, 'names');
    // @ts-expect-error a client without handlers answers no calls
    call(interpret(clientMachine, { input: { url: 'ws://server.test' } }), 'count').then((count: number) => count);
  });

  it('is of the same type when more is provided for it', () => {
    const provided = logic.provide({
      delays: { reconnectDelay: ({ context }) => context.retryInMs },
      actions: { onDisconnect: (_, { cause }) => expectTypeOf(cause).toEqualTypeOf<LossCause | 'attempt'>() },
    });
    expectTypeOf(provided).toEqualTypeOf(logic);
    const client = interpret(provided, { input: { url: 'ws://server.test' } });
    client.send({ type: 'tick', n: 1 });
    expectTypeOf(call(client, 'count')).toEqualTypeOf<Promise<number>>();
    // @ts-expect-error there is no such delay
    logic.provide({ delays: { reconnect: 1 } });
  });

  it('ends with a reason', () => {
    const client = interpret(logic, { input: { url: 'ws://server.test' } });
    expectTypeOf(toPromise(client)).resolves.toEqualTypeOf<{ readonly reason: unknown }>();
  });

  it('may be invoked by a machine', () => {
    setup({ actors: { phoenix: logic }, types: { children: {} as { phoenix: 'phoenix' } } }).createMachine({
      invoke: {
        src: 'phoenix',
        id: 'phoenix',
        input: { url: 'ws://server.test' },
        onDone: { actions: ({ event }) => expectTypeOf(event.output.reason).toEqualTypeOf<unknown>() },
      },
    });
  });

  it('has handlers that may return what they like', () => {
    defineClient({ onStart: ({ client }) => join(client, 'room:lobby'), onJoin: async () => 7, onLeave: () => true });
  });

  it('takes any event of its own where none is declared', () => {
    const loose = defineClient({ onEvent: (_, event) => void expectTypeOf(event.type).toEqualTypeOf<string>() });
    interpret(loose, { input: { url: 'ws://server.test' } }).send({ type: 'whatever' });
  });
});
