import { assign, emit, enqueueActions, raise, setup } from 'xstate';
import { isDelay } from '../configuration.rules.ts';
import type { JoinErrorCode, PushErrorCode } from '../errors.ts';
import {
  beginJoin,
  endJoin,
  endOf,
  isAcknowledged,
  planRetry,
  reasonFor,
  takeParams,
  toEnd,
} from './channel.context.ts';
import type {
  ChannelContext,
  ChannelEmitted,
  ChannelEvent,
  ChannelInput,
  ChannelOutput,
  ChannelTag,
  Hidden,
} from './channel.types.ts';
import { concludeLeave, joinError, sendJoin, sendLeave, voidJoin } from './join.ts';
import * as lane from './lane.ts';
import { willRejoin } from './policy.ts';
import * as outcomes from './push.outcomes.ts';

type EventOf<T extends ChannelEvent['type']> = Extract<ChannelEvent, { type: T }>;

/** The words of a channel's chart, and what stands behind them. */
export const channel = setup({
  types: {
    context: {} as ChannelContext,
    events: {} as ChannelEvent,
    emitted: {} as ChannelEmitted,
    input: {} as ChannelInput,
    output: {} as ChannelOutput,
    tags: {} as ChannelTag,
  },
  delays: {
    joinTimeout: ({ context }) => context.joinTimeoutMs,
    leaveTimeout: ({ context }) => context.leaveTimeoutMs,
    rejoinDelay: ({ context }) => context.retryInMs,
  },
  guards: {
    isConnected: ({ context }) => context.connection.isOpen(),
    isWritten: ({ context }) => context.joinRef !== null,
    isLive: ({ context, event }) => 'joinRef' in event && lane.isLive(context, event),
    asksAnew: ({ context, event }) => context.joinRef === null && 'params' in event && event.params !== undefined,
    isAsked: ({ context, event }) => 'asked' in event && event.asked === context.asked,
    isOfThisJoin: ({ context, event }) => 'ref' in event && lane.isOfThisJoin(context, event),
    willRejoin: ({ context, event }) => willRejoin(context, endOf(context, event)),
  },
  actions: {
    takeParams: assign((_, join: EventOf<'channel.join' | 'channel.rejoin'>) => takeParams(join)),
    takeResolved: assign((_, resolved: Hidden<unknown>) => ({ resolved })),
    beginJoin: assign(({ context }) => beginJoin(context)),
    sendJoin: ({ context, self }) => sendJoin(context, self),
    forgetResolved: assign({ resolved: null }),
    endJoin: ({ context, event }) => endJoin(context, event),
    forgetJoin: assign({ joinRef: null }),
    takeResponse: assign(({ context }, { response }: EventOf<'join.accepted'>) => ({
      attempt: 0,
      joins: context.joins + 1,
      response: () => response,
    })),
    confirm: ({ context }) => context.connection.confirm(),
    failJoin: raise(({ context }, failure: { code: JoinErrorCode; response?: unknown; cause?: unknown }) => ({
      type: 'join.failed' as const,
      error: joinError(context.topic, failure.code, failure),
    })),
    announceJoined: emit(({ context }) => ({
      type: 'joined' as const,
      response: context.response(),
      rejoin: context.joins > 1,
    })),
    announceEnd: emit(({ context, event }, willRetry: boolean) => toEnd(context, event, willRetry)),
    announceLeft: emit(({ context }) => ({ type: 'left' as const, acknowledged: context.acknowledged })),
    planRetry: assign(({ context, event }) => planRetry(context, endOf(context, event))),
    endRetry: assign({ retryAt: null }),
    forgetAttempts: assign({ attempt: 0 }),
    beginLeave: assign(({ context }, timeoutMs: number | undefined) => ({
      leaveRef: context.joinRef && context.connection.nextRef(),
      leaveTimeoutMs: isDelay(timeoutMs) ? timeoutMs : context.connection.configuration.leaveTimeoutMs,
    })),
    sendLeave: ({ context }) => sendLeave(context),
    voidJoin: ({ context }) => voidJoin(context),
    concludeLeave: ({ context, self }) => concludeLeave(context, self),
    endLeave: assign({ leaveRef: null }),
    noteAnswer: assign(({ event }) => ({ acknowledged: isAcknowledged(event) })),
    noteReason: assign(({ context, event }) => ({ reason: reasonFor(context, event) })),
    forgetReason: assign({ reason: null }),
    dropFrame: ({ context }, frame: lane.FrameHead) => lane.dropFrame(context, frame),
    settleReply: ({ context }, reply: lane.ReplyEvent) => lane.settleReply(context, reply),
    writePush: ({ context, self }, push: lane.PushEvent) => lane.writePush(context, push, self),
    keepPush: ({ context, self }, push: lane.PushEvent) => lane.keepPush(context, push, self, 'not_joined'),
    refusePush: ({ context, self }, refusal: { push: lane.PushEvent; code: PushErrorCode }) =>
      lane.refusePush(context, refusal.push, self, refusal.code),
    flushPushes: ({ context }) => lane.flushPushes(context),
    failSent: ({ context, event }) => outcomes.failSent(context, event),
    failWaiting: ({ context }, code: PushErrorCode) => outcomes.failWaiting(context, code),
    announceFailed: enqueueActions(({ context, enqueue }, code: PushErrorCode) => {
      for (const failed of outcomes.lastWords(context, code)) enqueue.emit(failed);
    }),
    failAll: ({ context }, code: PushErrorCode) => outcomes.failAll(context, code),
    expirePushes: ({ context }) => outcomes.expirePushes(context),
    noteTold: ({ context }, settled: EventOf<'push.settled'>) => context.pushes.told(settled),
    abortPush: ({ context }, aborted: EventOf<'push.aborted'>) => outcomes.abortPush(context, aborted),
  },
});
