import { and, emit, not, raise } from 'xstate';
import { newChannel } from './channel.context.ts';
import { channel } from './channel.setup.ts';
import * as lane from './lane.ts';
import * as outcomes from './push.outcomes.ts';

const retry = {
  target: '#channel.rejoin-waiting.backoff',
  actions: ['planRetry', { type: 'announceEnd', params: true }],
} as const;
const close = { target: '#channel.closed', actions: ['noteReason', { type: 'announceEnd', params: false }] } as const;
/** A crash or a close voids the join it belongs to, answered or not (semantics 129, 130, 132). */
const ending = [
  { guard: and(['isLive', 'willRejoin']), ...retry },
  { guard: 'isLive', ...close },
] as const;

/** One topic: wanted from its creation until it is left, whatever becomes of the connection. */
export const channelMachine = channel.createMachine({
  id: 'channel',
  context: ({ input, self }) => newChannel(input, self),
  initial: 'rejoin-waiting',
  output: ({ context }) => ({ acknowledged: context.acknowledged }),
  on: {
    'connection.lost': '.rejoin-waiting',
    'channel.join': { actions: { type: 'takeParams', params: ({ event }) => event } },
    'channel.rejoin': {
      target: '.rejoin-waiting',
      actions: [{ type: 'takeParams', params: ({ event }) => event }, 'voidJoin'],
    },
    'channel.push': { actions: { type: 'keepPush', params: ({ event }) => event } },
    'channel.cast': { actions: { type: 'keepPush', params: ({ event }) => event } },
    'channel.message': { actions: { type: 'dropFrame', params: ({ event }) => event } },
    'channel.closed': {
      actions: { type: 'dropFrame', params: ({ event: { joinRef } }) => ({ joinRef, event: 'phx_close' }) },
    },
    'channel.crashed': {
      actions: { type: 'dropFrame', params: ({ event: { joinRef } }) => ({ joinRef, event: 'phx_error' }) },
    },
    'push.expired': { actions: 'expirePushes' },
    'push.aborted': { actions: { type: 'abortPush', params: ({ event }) => event } },
    'push.settled': {
      actions: [{ type: 'noteTold', params: ({ event }) => event }, emit(({ event }) => outcomes.toSettled(event))],
    },
  },
  states: {
    joining: {
      tags: 'can-push',
      entry: ['beginJoin', 'sendJoin', 'forgetResolved'],
      exit: 'endJoin',
      on: {
        'channel.join': {
          guard: 'asksAnew',
          target: 'joining',
          reenter: true,
          actions: { type: 'takeParams', params: ({ event }) => event },
        },
        'params.resolved': {
          guard: 'isAsked',
          target: 'joining',
          reenter: true,
          actions: { type: 'takeResolved', params: ({ event }) => event.params },
        },
        'params.failed': {
          guard: 'isAsked',
          actions: { type: 'failJoin', params: ({ event }) => ({ code: 'params', cause: event.error }) },
        },
        'join.accepted': {
          guard: 'isLive',
          target: 'joined',
          actions: { type: 'takeResponse', params: ({ event }) => event },
        },
        'join.refused': {
          guard: 'isLive',
          actions: { type: 'failJoin', params: ({ event }) => ({ code: 'refused', response: event.response }) },
        },
        'join.failed': [{ guard: 'willRejoin', ...retry }, close],
        'channel.crashed': ending,
        'channel.closed': ending,
        'channel.leave': {
          target: 'leaving',
          actions: { type: 'beginLeave', params: ({ event }) => event.timeoutMs },
        },
      },
      after: { joinTimeout: { actions: ['sendLeave', { type: 'failJoin', params: { code: 'timeout' } }] } },
    },
    joined: {
      tags: ['joined', 'can-push'],
      entry: ['confirm', 'flushPushes', 'announceJoined'],
      exit: 'failSent',
      on: {
        'channel.message': {
          guard: 'isLive',
          actions: emit(({ context, event }) => lane.toMessage(context, event)),
        },
        'channel.reply': { actions: { type: 'settleReply', params: ({ event }) => event } },
        'channel.push': { actions: { type: 'writePush', params: ({ event }) => event } },
        'channel.cast': { actions: { type: 'writePush', params: ({ event }) => event } },
        'connection.drained': { actions: 'flushPushes' },
        'channel.unmatched': {
          guard: 'isOfThisJoin',
          actions: raise(({ context, event }) => ({
            type: 'channel.crashed',
            joinRef: context.joinRef,
            payload: event.response,
          })),
        },
        'channel.crashed': ending,
        'channel.closed': ending,
        'channel.leave': {
          target: 'leaving',
          actions: { type: 'beginLeave', params: ({ event }) => event.timeoutMs },
        },
      },
    },
    'rejoin-waiting': {
      tags: 'can-push',
      entry: 'forgetJoin',
      initial: 'offline',
      on: {
        /** Nothing is written, so there is nothing to wait for. */
        'channel.leave': 'leaving',
      },
      states: {
        backoff: { exit: 'endRetry', after: { rejoinDelay: '#channel.joining' } },
        /** Looked at whenever something happens to it: `connection.opened`, or a join while the connection is open. */
        offline: { entry: 'forgetAttempts', always: { guard: 'isConnected', target: '#channel.joining' } },
      },
    },
    leaving: {
      entry: [{ type: 'failWaiting', params: 'left' }, 'sendLeave', 'concludeLeave'],
      exit: ['endLeave', 'endJoin'],
      on: {
        'leave.acknowledged': 'left',
        'leave.concluded': { guard: not('isWritten'), target: 'left' },
        'channel.closed': { guard: 'isLive', target: 'left' },
        'channel.crashed': { guard: 'isLive', target: 'left' },
        'connection.lost': 'left',
        'channel.join': {
          target: 'rejoin-waiting',
          actions: { type: 'takeParams', params: ({ event }) => event },
        },
        'channel.rejoin': {
          target: 'rejoin-waiting',
          actions: { type: 'takeParams', params: ({ event }) => event },
        },
        'channel.push': {
          actions: { type: 'refusePush', params: ({ event }) => ({ push: event, code: 'left' }) },
        },
        'channel.cast': {},
      },
      after: { leaveTimeout: 'left' },
    },
    left: {
      type: 'final',
      entry: [
        { type: 'announceFailed', params: 'left' },
        { type: 'failAll', params: 'left' },
        'noteAnswer',
        'announceLeft',
      ],
    },
    closed: {
      entry: [{ type: 'failWaiting', params: 'channel_closed' }, 'forgetJoin'],
      exit: 'forgetReason',
      on: {
        'connection.lost': {},
        'channel.join': {
          target: 'rejoin-waiting',
          actions: { type: 'takeParams', params: ({ event }) => event },
        },
        'channel.push': {
          actions: { type: 'refusePush', params: ({ event }) => ({ push: event, code: 'channel_closed' }) },
        },
        'channel.cast': {},
        'channel.leave': 'leaving',
      },
    },
  },
});
