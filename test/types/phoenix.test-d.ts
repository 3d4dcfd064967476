import type * as theirs from 'phoenix';
import { describe, expectTypeOf, it } from 'vitest';
import * as ours from 'xstate-phoenix/phoenix';

declare const socket: ours.Socket;
declare const channel: ours.Channel;

interface User {
  readonly name: string;
}

describe('the drop-in', () => {
  it('goes wherever the classes of @types/phoenix are asked for', () => {
    expectTypeOf<ours.Socket>().toExtend<theirs.Socket>();
    expectTypeOf<ours.Channel>().toExtend<theirs.Channel>();
    expectTypeOf<ours.Push>().toExtend<theirs.Push>();
    expectTypeOf<ours.Presence>().toExtend<theirs.Presence>();
    expectTypeOf<ours.Presence<User>>().toExtend<theirs.Presence>();
    expectTypeOf<ours.LongPoll>().toExtend<theirs.LongPoll>();
    expectTypeOf<ours.Timer>().toExtend<theirs.Timer>();
  });

  it('is constructed with what theirs are constructed with', () => {
    expectTypeOf<ConstructorParameters<typeof theirs.Socket>>().toExtend<ConstructorParameters<typeof ours.Socket>>();
    expectTypeOf<ConstructorParameters<typeof theirs.LongPoll>>().toExtend<
      ConstructorParameters<typeof ours.LongPoll>
    >();
    expectTypeOf(ours.Socket).toExtend<typeof theirs.Socket>();
    expectTypeOf(ours.LongPoll).toExtend<typeof theirs.LongPoll>();
  });

  it('has their names of types', () => {
    expectTypeOf<ours.PushStatus>().toEqualTypeOf<theirs.PushStatus>();
    expectTypeOf<ours.ChannelState>().toEqualTypeOf<theirs.ChannelState>();
    expectTypeOf<ours.BinaryType>().toEqualTypeOf<theirs.BinaryType>();
    expectTypeOf<ours.ConnectionState>().toEqualTypeOf<theirs.ConnectionState>();
    expectTypeOf<ours.MessageRef>().toEqualTypeOf<theirs.MessageRef>();
    expectTypeOf<ours.PresenceOpts>().toEqualTypeOf<theirs.PresenceOpts>();
    expectTypeOf<ours.PresenceOnJoinCallback>().toEqualTypeOf<theirs.PresenceOnJoinCallback>();
    expectTypeOf<ours.PresenceOnLeaveCallback>().toEqualTypeOf<theirs.PresenceOnLeaveCallback>();
    expectTypeOf<theirs.SocketConnectOption>().toExtend<ours.SocketConnectOption>();
    expectTypeOf<keyof theirs.SocketConnectOption>().toExtend<keyof ours.SocketConnectOption>();
    expectTypeOf<Partial<theirs.SocketConnectOption>>().toExtend<ours.SocketOptions>();
    expectTypeOf<ours.SocketConnectOption>().toExtend<ours.SocketOptions>();
  });

  it('exports all that theirs does, but for Ajax, which npm phoenix does not export either', () => {
    expectTypeOf<Exclude<keyof typeof theirs, keyof typeof ours | 'default'>>().toEqualTypeOf<'Ajax' | 'Timer'>();
  });

  it('lets a program say what a payload is, where theirs has any', () => {
    channel.on<User>('new_msg', (user) => expectTypeOf(user).toEqualTypeOf<User>());
    channel.join().receive<User>('ok', (user) => expectTypeOf(user).toEqualTypeOf<User>());
    const presence = new ours.Presence<{ metas: User[] }>(channel);
    expectTypeOf(presence.list()).toEqualTypeOf<{ metas: User[] }[]>();
    expectTypeOf(presence.list((key, { metas }) => [key, metas[0]?.name] as const)).toEqualTypeOf<
      (readonly [string, string | undefined])[]
    >();
    presence.onJoin((key, before, joined) => {
      expectTypeOf(key).toEqualTypeOf<string>();
      expectTypeOf(before).toEqualTypeOf<{ metas: User[] } | undefined>();
      expectTypeOf(joined).toEqualTypeOf<{ metas: User[] }>();
    });
  });

  it('knows more of messages, events and options', () => {
    socket.onMessage((message) => expectTypeOf(message).toEqualTypeOf<ours.SocketMessage>());
    socket.onClose((event) => expectTypeOf(event).toEqualTypeOf<CloseEvent>());
    channel.on('new_msg', (_, ref) => expectTypeOf(ref).toEqualTypeOf<ours.Ref>());
    new ours.Socket('/socket', { authToken: () => null, params: () => ({ locale: 'en' }) });
    // @ts-expect-error a timeout is a number
    new ours.Socket('/socket', { timeout: '10s' });
    // @ts-expect-error an event is text
    channel.push(7, {});
    // @ts-expect-error there is no such member
    socket.reconnect();
  });
});
