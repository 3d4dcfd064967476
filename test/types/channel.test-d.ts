import { describe, expectTypeOf, it } from 'vitest';
import {
  awaitJoin,
  awaitLeave,
  awaitMessage,
  type ChannelOutput,
  type ChannelRef,
  type ClientRef,
  cast,
  type JoinError,
  type JoinErrorCode,
  type Joined,
  join,
  leave,
  type Message,
  type MessageOf,
  type Messages,
  messages,
  on,
  type Payload,
  type PushError,
  type PushErrorCode,
  push,
  rejoin,
} from 'xstate-phoenix';

declare const client: ClientRef;
declare const room: ChannelRef;
declare const signal: AbortSignal;

describe('join()', () => {
  it('takes params as a value, a function or a promise, and options of the topic', () => {
    expectTypeOf(join(client, 'room:1')).toEqualTypeOf<ChannelRef>();
    join(client, 'room:1', { params: { since: 0 } });
    join(client, 'room:1', { params: (attempt: number) => ({ attempt }) });
    join(client, 'room:1', { params: async () => ({ token: 'x' }) });
    join(client, 'room:1', { rejoinAfterMs: [1, 2], joinTimeoutMs: 5 });
    join(client, 'room:1', { rejoinAfterMs: (attempt) => attempt * 10 });
    expectTypeOf(rejoin(room, { params: { a: 1 } })).toEqualTypeOf<ChannelRef>();
    // @ts-expect-error the option is joinTimeoutMs
    join(client, 'room:1', { timeoutMs: 5 });
    // @ts-expect-error a topic is a string
    join(client, 1);
    // @ts-expect-error a channel is no client
    join(room, 'room:1');
    // @ts-expect-error a rejoin keeps the options of its join
    rejoin(room, { joinTimeoutMs: 5 });
  });

  it('is awaited with the type of the response that the caller knows', () => {
    expectTypeOf(awaitJoin(room)).toEqualTypeOf<Promise<Joined<unknown>>>();
    expectTypeOf(awaitJoin<{ id: number }>(room, { timeoutMs: 1, signal })).toEqualTypeOf<
      Promise<Joined<{ id: number }>>
    >();
    expectTypeOf<Joined<number>['rejoin']>().toEqualTypeOf<boolean>();
  });
});

describe('leave()', () => {
  it('tells whether it was acknowledged', () => {
    const { signal } = new AbortController();
    expectTypeOf(leave(room, { timeoutMs: 1, signal })).toEqualTypeOf<Promise<ChannelOutput>>();
    expectTypeOf(awaitLeave(room)).toEqualTypeOf<Promise<ChannelOutput>>();
    expectTypeOf<ChannelOutput['acknowledged']>().toEqualTypeOf<boolean>();
    // @ts-expect-error the option is timeoutMs
    void leave(room, { timeout: 1 });
  });
});

describe('push() and cast()', () => {
  it('take options, and answer with the type that the caller knows', () => {
    expectTypeOf(push(room, 'ping')).toEqualTypeOf<Promise<unknown>>();
    expectTypeOf(push<{ y: number }>(room, 'ping', { x: 1 }, { timeoutMs: 1, signal })).toEqualTypeOf<
      Promise<{ y: number }>
    >();
    expectTypeOf(cast(room, 'typing', {}, { whenNotJoined: 'reject' })).toEqualTypeOf<void>();
    // @ts-expect-error the option is timeoutMs
    void push(room, 'ping', {}, { timeout: 1 });
    // @ts-expect-error there are 'buffer' and 'reject'
    void push(room, 'ping', {}, { whenNotJoined: 'drop' });
    // @ts-expect-error nothing is awaited of a cast
    cast(room, 'typing', {}, { timeoutMs: 1 });
    // @ts-expect-error a channel is needed
    void push(client, 'ping');
  });

  it('have errors with a code to switch on', () => {
    expectTypeOf<PushError['code']>().toEqualTypeOf<PushErrorCode>();
    expectTypeOf<PushErrorCode>().toEqualTypeOf<
      | 'refused'
      | 'timeout'
      | 'not_joined'
      | 'disconnected'
      | 'channel_crashed'
      | 'channel_closed'
      | 'left'
      | 'encode'
      | 'overflow'
      | 'aborted'
    >();
    expectTypeOf<PushError['sent']>().toEqualTypeOf<boolean>();
    expectTypeOf<JoinErrorCode>().toEqualTypeOf<
      'refused' | 'timeout' | 'params' | 'left' | 'closed' | 'disconnected' | 'aborted'
    >();
  });
});

describe('messages', () => {
  it('are heard with a payload that can be taken apart', () => {
    const off = on(room, 'new_msg', ({ body }, message) => {
      expectTypeOf(body).toEqualTypeOf<unknown>();
      expectTypeOf(message.topic).toEqualTypeOf<string>();
      expectTypeOf(message.joinRef).toEqualTypeOf<string | null>();
    });
    expectTypeOf(off).toEqualTypeOf<() => void>();
    on<{ body: string }>(room, 'new_msg', ({ body }) => expectTypeOf(body).toEqualTypeOf<string>());
    on(room, 'new_msg', (payload: { body: string }) => expectTypeOf(payload.body).toEqualTypeOf<string>());
    on<Uint8Array>(room, 'bytes', (payload) => expectTypeOf(payload).toEqualTypeOf<Uint8Array>());
    // @ts-expect-error a listener is needed
    on(room, 'new_msg');
  });

  it('are heard by what their event fits, with a payload that nobody knows', () => {
    on(room, /^user_/, (payload) => expectTypeOf(payload).toEqualTypeOf<unknown>());
    on<{ id: number }>(
      room,
      (event) => event.startsWith('user_'),
      ({ id }) => expectTypeOf(id).toEqualTypeOf<number>(),
    );
    const either: string | RegExp = Math.random() > 1 ? 'msg' : /msg/;
    on(room, either, (_, { event }) => expectTypeOf(event).toEqualTypeOf<string>());
    expectTypeOf(awaitMessage(room, /x/)).toEqualTypeOf<Promise<MessageOf<unknown>>>();
    expectTypeOf(messages(room, (event) => event === 'x')).toEqualTypeOf<Messages<unknown>>();
    const later = async () => true;
    // @ts-expect-error a function says yes or no
    on(room, later, () => {});
  });

  it('are awaited one by one', () => {
    expectTypeOf(awaitMessage<{ n: number }>(room, 'msg')).toEqualTypeOf<Promise<MessageOf<{ n: number }>>>();
    void awaitMessage<{ n: number; m: number }>(room, 'msg', { where: { n: 1 }, timeoutMs: 1, signal });
    void awaitMessage<{ n: number }>(room, 'msg', { where: ({ n }, { event }) => n > 1 && event === 'msg' });
    // @ts-expect-error the payload has no such part
    void awaitMessage<{ n: number }>(room, 'msg', { where: { other: 1 } });
  });

  it('are iterated by hand, as long as their block lasts', async () => {
    await using loop = messages(room)[Symbol.asyncIterator]();
    expectTypeOf(await loop.next()).toEqualTypeOf<IteratorResult<MessageOf<Payload>, undefined>>();
    expectTypeOf(messages<{ n: number }>(room)).toExtend<AsyncIterable<MessageOf<{ n: number }>>>();
  });

  it('are iterated', async () => {
    for await (const { payload, event } of messages(room, 'new_msg', { signal })) {
      expectTypeOf(payload.body).toEqualTypeOf<unknown>();
      expectTypeOf(event).toEqualTypeOf<string>();
    }
    for await (const { payload } of messages<{ n: number }>(room)) expectTypeOf(payload.n).toEqualTypeOf<number>();
    // @ts-expect-error a loop has no timeout
    messages(room, 'new_msg', { timeoutMs: 1 });
  });
});

describe('a channel', () => {
  it('takes its commands, and no others', () => {
    room.send({ type: 'channel.join' });
    room.send({ type: 'channel.rejoin', params: { a: 1 } });
    room.send({ type: 'channel.leave', timeoutMs: 1 });
    room.send({ type: 'channel.push', event: 'e', payload: {} });
    room.send({ type: 'channel.cast', event: 'e', payload: {} });
    // @ts-expect-error there is no such event
    room.send({ type: 'join' });
    // @ts-expect-error the event is missing
    room.send({ type: 'channel.push', payload: {} });
  });

  it('emits events that carry what they say', () => {
    room.on('joined', ({ response, rejoin }) => {
      expectTypeOf(response).toEqualTypeOf<unknown>();
      expectTypeOf(rejoin).toEqualTypeOf<boolean>();
    });
    room.on('join.failed', (failed) => {
      expectTypeOf(failed.error).toEqualTypeOf<JoinError>();
      expectTypeOf(failed.error.code).toEqualTypeOf<JoinErrorCode>();
      if (failed.willRetry) expectTypeOf(failed.retryInMs).toEqualTypeOf<number>();
      // @ts-expect-error there is no wait without a retry
      else failed.retryInMs;
    });
    room.on('message', (message) => expectTypeOf(message).toExtend<Message>());
    room.on('crashed', ({ payload }) => expectTypeOf(payload).toEqualTypeOf<unknown>());
    room.on('closed', ({ reason }) => expectTypeOf(reason).toEqualTypeOf<JoinError>());
    room.on('left', ({ acknowledged }) => expectTypeOf(acknowledged).toEqualTypeOf<boolean>());
    room.on('reply', ({ status }) => expectTypeOf(status).toEqualTypeOf<string>());
    room.on('push.failed', ({ error }) => expectTypeOf(error).toEqualTypeOf<PushError>());
    // @ts-expect-error a message of the wire is no event of ours
    room.on('new_msg', () => {});
    // @ts-expect-error it has no reason
    room.on('left', ({ reason }) => reason);
  });

  it('has states and tags by name, and no others', () => {
    const snapshot = room.getSnapshot();
    snapshot.matches('joined');
    snapshot.matches({ 'rejoin-waiting': 'backoff' });
    snapshot.hasTag('can-push');
    // @ts-expect-error there is no such state
    snapshot.matches('errored');
    // @ts-expect-error there is no such state in that one
    snapshot.matches({ 'rejoin-waiting': 'paused' });
    // @ts-expect-error there is no such tag
    snapshot.hasTag('left');
    expectTypeOf(snapshot.context.topic).toEqualTypeOf<string>();
    expectTypeOf(snapshot.context.reason).toEqualTypeOf<JoinError | null>();
    expectTypeOf(snapshot.context.attempt).toEqualTypeOf<number>();
    expectTypeOf(snapshot.context.retryAt).toEqualTypeOf<number | null>();
  });
});
