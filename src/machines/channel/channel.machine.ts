import { and, not } from 'xstate';
import { newChannel } from './channel.context.ts';
import { channel } from './channel.setup.ts';
import { isAcknowledged, toOutput } from './leave.ts';

const retry = {
  target: '#channel.rejoin-waiting.backoff',
  actions: ['planRetry', { type: 'announceEnd', params: true }],
} as const;
const close = { target: '#channel.closed', actions: ['noteReason', { type: 'announceEnd', params: false }] } as const;
/** A crash or a close of the channel ends its join, whether that was answered or not. */
const ending = [
  { guard: and(['isLive', 'willRejoin']), ...retry },
  { guard: 'isLive', ...close },
] as const;

const lost = { target: '#channel.rejoin-waiting', actions: ['startAnew', 'announceLost'] } as const;

/** One topic. It joins on every connection, until it is left or closed. */
export const channelChart = channel.createMachine({
  id: 'channel',
  context: ({ input, self }) => newChannel(input, self),
  initial: 'rejoin-waiting',
  output: toOutput,
  states: {
    joining: {
      tags: 'can-push',
      entry: ['beginJoin', 'sendJoin', 'startClock'],
      exit: ['stopClock', 'endJoin'],
      on: {
        'channel.join': { guard: 'asksAnew', target: 'joining', reenter: true, actions: 'takeParams' },
        /** Not by way of `rejoin-waiting`, since it has its turn already. */
        'channel.rejoin': {
          target: 'joining',
          reenter: true,
          actions: ['takeParams', 'voidJoin', 'startAnew'],
        },
        'params.resolved': { guard: 'isAsked', target: 'joining', reenter: true, actions: 'takeResolved' },
        'params.failed': { guard: 'isAsked', actions: { type: 'failJoin', params: 'params' } },
        'join.accepted': { guard: 'isLive', target: 'joined', actions: 'takeResponse' },
        'join.refused': { guard: 'isLive', actions: { type: 'failJoin', params: 'refused' } },
        /** The server does one join at a time. If it may not have begun with this one, we wait on. */
        'join.due': [
          { guard: 'isOverdue', actions: ['sendLeave', { type: 'failJoin', params: 'timeout' }] },
          { actions: 'startClock' },
        ],
        'join.failed': [{ guard: 'willRejoin', ...retry }, close],
        'channel.crashed': ending,
        'channel.closed': ending,
        'connection.lost': lost,
        'channel.leave': { target: 'leaving', actions: 'beginLeave' },
      },
    },
    joined: {
      tags: ['joined', 'can-push'],
      entry: ['flushPushes', 'announceJoined'],
      exit: 'failSent',
      on: {
        'channel.message': { guard: 'isLive', actions: ['announceMessage', 'tellMessage'] },
        'channel.reply': { actions: 'settleReply' },
        'channel.push': { actions: 'writePush' },
        'channel.cast': { actions: 'writePush' },
        'connection.drained': { actions: 'flushPushes' },
        'channel.unmatched': { guard: 'isOfThisJoin', actions: 'crash' },
        'channel.crashed': ending,
        'channel.closed': ending,
        'connection.lost': lost,
        'channel.leave': { target: 'leaving', actions: 'beginLeave' },
      },
    },
    'rejoin-waiting': {
      tags: 'can-push',
      initial: 'offline',
      on: {
        /** No join is written, so `leaving` ends at once. */
        'channel.leave': 'leaving',
      },
      states: {
        backoff: {
          entry: 'forgetJoin',
          exit: 'endRetry',
          after: { rejoinDelay: [{ guard: 'hasTurn', target: '#channel.joining' }, { target: 'queued' }] },
        },
        queued: { entry: 'waitForTurn', exit: 'leaveQueue', on: { 'join.admitted': '#channel.joining' } },
        /** Checked at every event, such as `connection.opened`, or a join while the connection is open. */
        offline: {
          always: [
            { guard: 'mayJoin', target: '#channel.joining' },
            { guard: 'isConnected', target: 'queued' },
          ],
        },
      },
    },
    leaving: {
      entry: [{ type: 'failWaiting', params: 'left' }, 'sendLeave', 'concludeLeave'],
      exit: ['endLeave', 'endTurn'],
      on: {
        'leave.acknowledged': 'left',
        'leave.concluded': { guard: not('isWritten'), target: 'left' },
        'channel.closed': { guard: 'isLive', target: 'left' },
        'channel.crashed': { guard: 'isLive', target: 'left' },
        'connection.lost': { actions: ['forgetJoin', 'concludeLeave'] },
        'channel.join': { target: 'rejoin-waiting', actions: ['takeParams', 'startAnew'] },
        'channel.rejoin': { target: 'rejoin-waiting', actions: ['takeParams', 'startAnew'] },
        'channel.push': { actions: { type: 'refusePush', params: 'left' } },
        'channel.cast': {},
      },
      after: { leaveTimeout: 'left' },
    },
    left: {
      type: 'final',
      entry: [{ type: 'announceFailed', params: 'left' }, { type: 'failAll', params: 'left' }, 'announceLeft'],
      output: ({ event }) => isAcknowledged(event),
    },
    closed: {
      entry: [{ type: 'failWaiting', params: 'channel_closed' }, 'forgetJoin'],
      exit: 'forgetReason',
      on: {
        'connection.lost': {},
        'channel.join': { target: 'rejoin-waiting', actions: ['takeParams', 'startAnew'] },
        'channel.push': { actions: { type: 'refusePush', params: 'channel_closed' } },
        'channel.cast': {},
        'channel.leave': 'leaving',
      },
    },
  },
  /** In every state that does not override it. */
  on: {
    'connection.lost': { target: '.rejoin-waiting', actions: 'startAnew' },
    'connection.ended': { actions: { type: 'failWaiting', params: 'disconnected' } },
    'channel.join': { actions: 'takeParams' },
    'channel.rejoin': { target: '.rejoin-waiting', actions: ['takeParams', 'voidJoin', 'startAnew'] },
    'channel.push': { actions: 'keepPush' },
    'channel.cast': { actions: 'keepPush' },
    'channel.message': { actions: 'dropMessage' },
    'channel.closed': { actions: 'dropEnd' },
    'channel.crashed': { actions: 'dropEnd' },
    'push.expired': { actions: 'expirePushes' },
    'push.aborted': { actions: 'abortPush' },
    'push.settled': { actions: ['noteTold', 'announceOutcome'] },
    '*': { guard: { type: 'isUnknown', params: knownEvents }, actions: 'tellUnknown' },
  },
});

/** The types of events that the chart has transitions for. A function, since the chart refers to it while it is being made. */
function knownEvents(): readonly string[] {
  return channelChart.events;
}
