import { assign, setup } from 'xstate';
import type { PushErrorCode } from 'xstate-phoenix';

/** How a push may end: the response of an ok reply, or a code; and whether it was handed to a socket. */
export interface Context {
  readonly end: 'open' | 'ok' | PushErrorCode;
  readonly isSent: boolean;
  /** By `push()` or as an event to the client. */
  readonly way: 'call' | 'event';
}

type PushesEvent =
  | { type: 'user.pushes' | 'user.sends' | 'user.aborts' | 'user.leaves' | 'user.casts' | 'user.disconnects' }
  | { type: 'server.accepts' | 'server.bars' | 'server.crashes' | 'server.ends' }
  | { type: 'server.replies' | 'server.refuses' | 'server.replies.late' | 'net.breaks' | 'net.opens' | 'time.push' };

const { createMachine } = setup({
  types: { context: {} as Context, events: {} as PushesEvent },
  guards: { isCall: ({ context }) => context.way === 'call' },
  actions: {
    call: assign({ way: 'call' }),
    send: assign({ way: 'event' }),
    write: assign({ isSent: true }),
    end: assign({ end: (_, end: Context['end']) => end }),
  },
});
const ends = (end: Context['end']) => ({ target: 'settled', actions: { type: 'end', params: end } }) as const;
const pushed = (target: 'waiting' | 'unsent' | 'sent') => {
  const written = target === 'sent' ? (['write'] as const) : [];
  return {
    'user.pushes': { target, actions: ['call', ...written] },
    'user.sends': { target, actions: ['send', ...written] },
  } as const;
};
const refused = (code: PushErrorCode) => {
  const end = { type: 'end', params: code } as const;
  return {
    'user.pushes': { target: 'settled', actions: ['call', end] },
    'user.sends': { target: 'settled', actions: ['send', end] },
    'user.casts': {},
  } as const;
};

/** A push settles once: by its reply, its deadline, its caller, or the end of its channel or connection. */
export const chart = createMachine({
  context: { end: 'open', isSent: false, way: 'call' },
  initial: 'joining',
  states: {
    joining: { on: { ...pushed('waiting'), 'user.casts': {}, 'server.accepts': 'joined', 'server.bars': 'closed' } },
    joined: {
      on: {
        ...pushed('sent'),
        'user.leaves': 'leaving',
        'server.ends': 'closed',
        'net.breaks': 'offline',
        'user.disconnects': 'gone',
        'user.casts': {},
      },
    },
    offline: { on: { ...pushed('unsent'), 'user.casts': {} } },
    /** The client does not connect any more. */
    gone: { on: refused('disconnected') },
    closed: { on: refused('channel_closed') },
    leaving: { on: refused('left') },
    /** It waits for the join; `unsent` for the connection. */
    waiting: {
      on: {
        'server.accepts': { target: 'sent', actions: 'write' },
        'server.bars': ends('channel_closed'),
        'user.leaves': ends('left'),
        'user.aborts': { guard: 'isCall', ...ends('aborted') },
        'time.push': ends('timeout'),
        'net.breaks': 'unsent',
        'user.disconnects': ends('disconnected'),
      },
    },
    unsent: {
      on: {
        'net.opens': 'waiting',
        'user.leaves': ends('left'),
        'user.disconnects': ends('disconnected'),
        'time.push': ends('timeout'),
      },
    },
    sent: {
      on: {
        'server.replies': ends('ok'),
        'server.refuses': ends('refused'),
        'server.crashes': ends('channel_crashed'),
        'server.ends': ends('channel_closed'),
        'user.leaves': ends('left'),
        'user.aborts': { guard: 'isCall', ...ends('aborted') },
        'net.breaks': ends('disconnected'),
        'time.push': ends('timeout'),
      },
    },
    settled: { on: { 'server.replies.late': {} } },
  },
});
