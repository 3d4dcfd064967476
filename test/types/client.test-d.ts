import { describe, expectTypeOf, it } from 'vitest';
import { createActor } from 'xstate';
import {
  type ChannelRef,
  type ClientInput,
  type ClientRef,
  type ClientState,
  type ConnectError,
  channels,
  clientMachine,
  type DropReason,
  disconnect,
  interpret,
  type LossCause,
  onFrame,
  ping,
} from 'xstate-phoenix';

const client = interpret(clientMachine, { input: { url: 'ws://localhost:4000/socket', params: { user_id: 'ana' } } });

describe('a client', () => {
  it('is what interpret and createActor return', () => {
    expectTypeOf(client.start()).toExtend<ClientRef>();
    expectTypeOf(createActor(clientMachine, { input: { url: 'ws://x' } })).toExtend<ClientRef>();
  });

  it('needs a url, and takes no option that is none', () => {
    // @ts-expect-error there is no url
    interpret(clientMachine, { input: {} });
    // @ts-expect-error there is no input
    interpret(clientMachine);
    // @ts-expect-error the option is heartbeatIntervalMs
    interpret(clientMachine, { input: { url: 'ws://x', heartbeatInterval: 1 } });
    // @ts-expect-error the option is a number
    interpret(clientMachine, { input: { url: 'ws://x', joinTimeoutMs: '1s' } });
    // @ts-expect-error there are 'buffer' and 'reject'
    interpret(clientMachine, { input: { url: 'ws://x', whenNotJoined: 'drop' } });
    // @ts-expect-error there are 'reject', 'drop-oldest' and 'drop-newest'
    interpret(clientMachine, { input: { url: 'ws://x', pushBuffer: { overflow: 'drop' } } });
  });

  it('takes values, functions and promises for url, params and token', () => {
    const inputs: ClientInput[] = [
      { url: new URL('ws://x') },
      { url: () => 'ws://x', params: async (attempt) => ({ attempt }), authToken: async () => 'token' },
      { url: 'ws://x', headers: { a: 'b' } },
      { url: 'ws://x', headers: async (attempt) => ({ attempt: String(attempt) }) },
      { url: 'ws://x', params: () => ({ a: 1 }), authToken: () => undefined, reconnectAfterMs: (attempt) => attempt },
      { url: 'ws://x', shouldReconnect: ({ phase, code, error }) => phase === 'connected' && code !== 1000 && !error },
      { url: 'ws://x', shouldRejoin: ({ cause, error }) => (cause === 'join' ? error?.code !== 'refused' : undefined) },
    ];
    expectTypeOf(inputs).toEqualTypeOf<ClientInput[]>();
  });

  it('takes its commands, and no others', () => {
    client.send({ type: 'client.connect' });
    client.send({ type: 'client.disconnect', code: 4000, reason: 'bye' });
    client.send({ type: 'client.reconnect' });
    client.send({ type: 'channel.join', topic: 'room:1', params: { a: 1 } });
    client.send({ type: 'channel.leave', topic: 'room:1' });
    client.send({ type: 'channel.push', topic: 'room:1', event: 'e', payload: {} });
    client.send({ type: 'channel.cast', topic: 'room:1', event: 'e', payload: {}, whenNotJoined: 'reject' });
    client.send({ type: 'network.online' });
    // @ts-expect-error there is no such event
    client.send({ type: 'connect' });
    // @ts-expect-error the topic is missing
    client.send({ type: 'channel.leave' });
    // @ts-expect-error the code is a number
    client.send({ type: 'client.disconnect', code: '4000' });
  });

  it('emits events that carry what they say', () => {
    client.on('connected', ({ reconnect, headers }) => {
      expectTypeOf(reconnect).toEqualTypeOf<boolean>();
      expectTypeOf(headers).toEqualTypeOf<Readonly<Record<string, string>>>();
    });
    client.on('connect.failed', ({ attempt, error, httpStatus, willRetry }) => {
      expectTypeOf(attempt).toEqualTypeOf<number>();
      expectTypeOf(error).toEqualTypeOf<ConnectError>();
      expectTypeOf(httpStatus).toEqualTypeOf<number | undefined>();
      expectTypeOf(willRetry).toEqualTypeOf<boolean>();
    });
    client.on('connection.lost', ({ code, reason, cause }) => {
      expectTypeOf(code).toEqualTypeOf<number>();
      expectTypeOf(reason).toEqualTypeOf<string>();
      expectTypeOf(cause).toEqualTypeOf<LossCause>();
    });
    client.on('heartbeat', ({ rttMs }) => expectTypeOf(rttMs).toEqualTypeOf<number>());
    client.on('frame.dropped', ({ why }) => expectTypeOf(why).toEqualTypeOf<DropReason>());
    client.on('listener.failed', ({ error, topic }) => {
      expectTypeOf(error).toEqualTypeOf<unknown>();
      expectTypeOf(topic).toEqualTypeOf<string | null>();
    });
    // @ts-expect-error there is no such event
    client.on('disconnect', () => {});
    // @ts-expect-error it has no code
    client.on('disconnected', ({ code }) => code);
  });

  it('has states and tags by name, and no others', () => {
    const snapshot = client.getSnapshot();
    snapshot.matches('connected');
    snapshot.matches({ connecting: 'dialing' });
    snapshot.matches({ connected: { heartbeat: 'resting' } });
    snapshot.matches({ 'reconnect-waiting': 'paused' });
    snapshot.hasTag('connected');
    // @ts-expect-error there is no such state
    snapshot.matches('open');
    // @ts-expect-error there is no such state in that one
    snapshot.matches({ connecting: 'backoff' });
    // @ts-expect-error there is no such tag
    snapshot.hasTag('online');
    expectTypeOf<ClientState>().toExtend<string | object>();
    expectTypeOf(snapshot.context.lastClose).toEqualTypeOf<{ readonly code: number; readonly reason: string } | null>();
    expectTypeOf(snapshot.context.retryAt).toEqualTypeOf<number | null>();
  });

  it('has functions around it', () => {
    expectTypeOf(channels(client)).toEqualTypeOf<Iterable<ChannelRef>>();
    expectTypeOf(ping(client, { timeoutMs: 1 })).toEqualTypeOf<Promise<number>>();
    expectTypeOf(disconnect(client, { code: 1000, reason: '' })).toEqualTypeOf<Promise<void>>();
    const off = onFrame(client, ({ direction, frame, bytes }) => {
      expectTypeOf(direction).toEqualTypeOf<'in' | 'out'>();
      expectTypeOf(frame[3]).toEqualTypeOf<string>();
      expectTypeOf(bytes).toEqualTypeOf<number>();
    });
    expectTypeOf(off).toEqualTypeOf<() => void>();
    // @ts-expect-error the option is timeoutMs
    void ping(client, { timeout: 1 });
  });
});
