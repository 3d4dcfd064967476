import { assign, cancel, emit, enqueueActions, raise, setup } from 'xstate';
import type { JoinErrorCode, PushErrorCode } from '../../errors.ts';
import { ofType } from '../events.ts';
import { knows } from '../known.events.ts';
import type { ChannelContext, ChannelInput } from './channel.context.ts';
import { endOf, lastErrorOf, planRetry, reasonFor, retriesSoFar, toEnd, toLost } from './channel.end.ts';
import type { ChannelEmitted, ChannelEvent } from './channel.events.ts';
import type { ChannelOutput, ChannelTag } from './channel.ref.ts';
import { toSettled } from './emitted.call.ts';
import { beginJoin, endJoin, endTurn, leaveQueue, sendJoin, takeParams, takeResponse, toFailure } from './join.ts';
import * as lane from './lane.ts';
import { beginLeave, concludeLeave, isAcknowledged, leaveTimeoutMs, sendLeave, voidJoin } from './leave.ts';
import * as outcomes from './outcomes.ts';
import * as outgoing from './outgoing.ts';
import { willRejoin } from './rejoin.policy.ts';

const pushing = ['channel.push', 'channel.cast'] as const;

/** The delays, guards and actions of the channel's chart. */
export const channel = setup({
  types: {} as {
    context: ChannelContext;
    events: ChannelEvent;
    emitted: ChannelEmitted;
    input: ChannelInput;
    output: ChannelOutput;
    tags: ChannelTag;
  },
  delays: {
    /** A new channel that joins at once resolves this before the join is written. */
    joinTimeout: ({ context: { host, topic, joinTimeoutMs } }) => host.joins.dueInMs(topic, joinTimeoutMs),
    leaveTimeout: ({ context, event }) => leaveTimeoutMs(context, ofType(event, 'channel.leave')),
    rejoinDelay: ({ context }) => context.retryInMs,
  },
  guards: {
    isConnected: ({ context }) => context.host.isOpen(),
    hasTurn: ({ context }) => context.host.joins.hasRoom,
    mayJoin: ({ context: { host } }) => host.isOpen() && host.joins.hasRoom,
    isOverdue: ({ context: { host, topic } }) => host.joins.dueInMs(topic) <= 0,
    isWritten: ({ context }) => context.joinRef !== null,
    isLive: ({ context, event }) => 'joinRef' in event && lane.isLive(context, event),
    asksAnew: ({ context, event }) => context.joinRef === null && 'params' in event && event.params !== undefined,
    isAsked: ({ context, event }) => 'asked' in event && event.asked === context.asked,
    isOfThisJoin: ({ context, event }) => 'ref' in event && lane.isOfThisJoin(context, event),
    /** Only an eventless transition waits for `connection.opened`. */
    isUnknown: ({ event: { type } }, events: readonly string[]) =>
      type !== 'connection.opened' && !knows({ events }, type),
    willRejoin: ({ context, event }) => willRejoin(context, endOf(context, event)),
  },
  actions: {
    takeParams: assign(({ event }) => takeParams(ofType(event, 'channel.join', 'channel.rejoin'))),
    takeResolved: assign(({ event }) => ({ resolved: ofType(event, 'params.resolved').params })),
    beginJoin: assign(({ context }) => beginJoin(context)),
    sendJoin: ({ context, self }) => sendJoin(context, self),
    startClock: raise({ type: 'join.due' }, { delay: 'joinTimeout', id: 'join.due' }),
    stopClock: cancel('join.due'),
    endJoin: ({ context, event }) => endJoin(context, event),
    endTurn: ({ context, event }) => endTurn(context, event),
    waitForTurn: ({ context: { host, topic } }) => host.joins.wait(topic),
    leaveQueue: ({ context, event }) => leaveQueue(context, event),
    forgetJoin: assign({ joinRef: null, resolved: null }),
    takeResponse: assign(({ context, event }) => takeResponse(context, ofType(event, 'join.accepted'))),
    failJoin: raise(({ context, event }, code: JoinErrorCode) => toFailure(context, event, code)),
    announceJoined: emit(({ context }) => ({
      type: 'joined' as const,
      response: context.response(),
      rejoin: context.joins > 1,
    })),
    announceEnd: emit(({ context, event }, willRetry: boolean) => toEnd(context, event, willRetry)),
    announceLost: emit(({ event }) => toLost(ofType(event, 'connection.lost'))),
    announceLeft: emit(({ event }) => ({ type: 'left' as const, acknowledged: isAcknowledged(event) })),
    planRetry: assign(({ context, event }) => ({
      ...lastErrorOf(context, event),
      ...planRetry(context, endOf(context, event)),
    })),
    endRetry: assign({ retryAt: null }),
    startAnew: assign({ joinRef: null, resolved: null, attempt: 0 }),
    beginLeave: assign(({ context }) => beginLeave(context)),
    sendLeave: ({ context }) => sendLeave(context),
    voidJoin: ({ context }) => voidJoin(context),
    concludeLeave: ({ context, self }) => concludeLeave(context, self),
    endLeave: assign({ leaveRef: null, lastError: null }),
    noteReason: assign(({ context, event }) => ({
      ...lastErrorOf(context, event),
      reason: reasonFor(context, event),
      attempt: retriesSoFar(context),
    })),
    forgetReason: assign({ reason: null }),
    announceMessage: emit(({ context, event }) => ({
      type: 'message' as const,
      ...lane.toMessage(context, ofType(event, 'channel.message')),
    })),
    tellMessage: ({ context, event }) =>
      lane.tellMessage(context, lane.toMessage(context, ofType(event, 'channel.message'))),
    dropMessage: ({ context, event }) => lane.dropFrame(context, ofType(event, 'channel.message')),
    dropEnd: ({ context, event }) => lane.dropEnd(context, ofType(event, 'channel.closed', 'channel.crashed')),
    settleReply: ({ context, event }) => lane.settleReply(context, ofType(event, 'channel.reply')),
    tellUnknown: ({ context: { host, topic }, event }) => host.ignores?.(event.type, topic),
    crash: raise(({ context, event }) => lane.toCrash(context, ofType(event, 'channel.unmatched'))),
    writePush: ({ context, event, self }) => outgoing.writePush(context, ofType(event, ...pushing), self),
    keepPush: ({ context, event, self }) => outgoing.keepPush(context, ofType(event, ...pushing), self, 'not_joined'),
    refusePush: ({ context, event, self }, code: PushErrorCode) =>
      outgoing.refusePush(context, ofType(event, 'channel.push'), self, code),
    flushPushes: ({ context }) => outgoing.flushPushes(context),
    expirePushes: ({ context }) => outcomes.expirePushes(context),
    abortPush: ({ context, event }) => outcomes.abortPush(context, ofType(event, 'push.aborted')),
    failSent: ({ context, event }) => outcomes.failSent(context, event),
    failWaiting: ({ context }, code: PushErrorCode) => outcomes.failWaiting(context, code),
    failAll: ({ context }, code: PushErrorCode) => outcomes.failAll(context, code),
    noteTold: ({ context, event }) => context.pushes.unseen.told(ofType(event, 'push.settled')),
    announceOutcome: emit(({ event }) => toSettled(ofType(event, 'push.settled'))),
    announceFailed: enqueueActions(({ context, enqueue }, code: PushErrorCode) => {
      for (const failed of outcomes.lastWords(context, code)) enqueue.emit(failed);
    }),
  },
});
