import { assign, cancel, type EventObject, emit, raise, sendTo, setup, spawnChild, stopChild } from 'xstate';
import type { ClientInput } from '../../configuration.types.ts';
import { ENDLESS } from '../../values.ts';
import { ofType } from '../events.ts';
import type {
  ConnectedFact,
  DisconnectedFact,
  JoinedFact,
  ReceivedFact,
  RepliedFact,
  TopicClosedFact,
  TopicLeftFact,
} from './callbacks.facts.ts';
import { hearCallbacks } from './callbacks.hearing.ts';
import { connectsAtOnce } from './callbacks.start.ts';
import { callback } from './callbacks.ts';
import { eventGuards, refuseCall } from './calls.ts';
import { type ChannelsEvent, channelsLogic, type ForAll } from './channels.actor.ts';
import type { ClientEmitted, LossCause } from './client.emitted.ts';
import type { ClientEvent, ClientEventOf, PageFact } from './client.events.ts';
import type { ClientContext, ClientOutput, ClientTag } from './client.ref.ts';
import {
  closeOf,
  endOf,
  forgetSession,
  heldBackMs,
  hopelessness,
  noteConnected,
  noteEnd,
  pausedMs,
  planRest,
  planRetry,
  type Slow,
  takeClosing,
  toChannels,
  toEnd,
  toFailure,
  toLoss,
} from './connection.end.ts';
import { awaitsReplies } from './goodbye.ts';
import { heldUpMs, isOverdue } from './heartbeat.phase.ts';
import { beginHeartbeat, beginRest, isAwaited, patienceMs, sendHeartbeat, toHeartbeat } from './heartbeat.ts';
import { isUnused } from './idleness.ts';
import { isPage, pageMachine, pageOf } from './page.machine.ts';
import { willReconnect } from './reconnect.policy.ts';
import { warnOfSilence } from './silence.ts';
import { type Closing, transportLogic } from './transport.actor.ts';

/** Milliseconds that a disconnect waits for the socket's buffer to empty, as phoenix.js does. */
const DRAIN_MS = 1_500;
/** Milliseconds that it then waits for the server's close. */
const CLOSE_MS = 1_500;
/** Milliseconds between two looks at the socket's buffer. A WebSocket has no event for it. */
const BUFFER_LOOK_MS = 50;

/** The delays, guards and actions of the client's chart. */
export const client = setup({
  types: {} as {
    context: ClientContext;
    events: ClientEvent;
    emitted: ClientEmitted;
    input: ClientInput;
    output: ClientOutput;
    tags: ClientTag;
    children: { channels: 'channels'; page: 'page'; transport: 'transport' };
  },
  actors: { channels: channelsLogic, page: pageMachine, transport: transportLogic },
  delays: {
    connectTimeout: ({ context }) => context.connection.configuration.connectTimeoutMs,
    reconnectDelay: ({ context }) => context.retryInMs,
    pausedTimeout: ({ context }) => pausedMs(context),
    heartbeatInterval: ({ context }) => context.connection.heartbeatIntervalMs,
    heartbeatTimeout: ({ context }) => patienceMs(context),
    stableAfter: ({ context }) => context.connection.configuration.stableAfterMs,
    idleTimeout: ({ context }) => context.connection.configuration.idleDisconnectMs,
    bufferLook: BUFFER_LOOK_MS,
    drainTimeout: DRAIN_MS,
    closeTimeout: CLOSE_MS,
  },
  guards: {
    connectsAtOnce: ({ context, event }) => connectsAtOnce(context, event),
    willReconnect: ({ context, event }) => willReconnect(context, endOf(context, event)),
    willForget: ({ context }) => context.closing.forget,
    mayDial: ({ context }) => heldBackMs(context) <= 0,
    hasNoHeartbeat: ({ context }) => context.connection.heartbeatIntervalMs === 0,
    isAwaited: ({ context, event }) => isAwaited(context, event),
    isOverdue: ({ context }) => isOverdue(context.connection, context),
    isHeldUp: ({ context }) => heldUpMs(context.connection, context) > 0,
    mayMove: ({ context }) => !awaitsReplies(context.connection.topics),
    isDrained: ({ context }) => context.connection.bufferedAmount === 0,
    isWritable: ({ context: { connection } }) =>
      connection.bufferedAmount <= connection.configuration.maxBufferedAmount,
    isAway: isPage('away'),
    isOffline: isPage('offline'),
    isSuspended: isPage('suspended'),
    isUnused: ({ context }) => isUnused(context.connection),
    ...eventGuards,
  },
  actions: {
    startTransport: spawnChild('transport', {
      id: 'transport',
      input: ({ context }) => ({ connection: context.connection, attempt: context.attempt }),
    }),
    stopTransport: stopChild('transport'),
    closeTransport: sendTo('transport', ({ context }, type: Closing) => ({ type, ...context.closing })),
    tellChannels: sendTo('channels', ({ event }, type: ForAll['type']) => toChannels(event, type)),
    // Pushes must not wait for a connection that nobody makes.
    tellEnd: sendTo('channels', { type: 'connection.ended' }),
    handOn: sendTo('channels', (_, command: ChannelsEvent) => command),
    // Not by `sendTo`, which would be too late for a wait that begins in the same step.
    notePage: ({ context }, fact: PageFact) => pageOf(context.connection.client)?.send(fact),
    noteAsked: assign({ reason: 'requested' }),
    noteIdle: assign({ reason: 'idle' }),
    forgetReason: assign({ reason: null }),
    countDial: assign({ dials: ({ context }) => context.dials + 1 }),
    uncountDial: assign({ dials: ({ context }) => Math.max(0, context.dials - 1) }),
    forgetAttempts: assign({ attempt: 0, dials: 0, refusals: 0 }),
    noteEnd: assign(({ context, event }) => noteEnd(context, endOf(context, event))),
    noteClose: assign(({ event }) => ({ lastClose: closeOf(event) })),
    noteHopeless: assign({ error: ({ context, event }) => hopelessness(context, endOf(context, event)) }),
    noteConnected: assign(({ context }) => noteConnected(context)),
    forgetSession: assign(({ context }) => forgetSession(context)),
    takeClosing: assign(({ context, event }) => takeClosing(context, ofType(event, 'client.disconnect'))),
    planRetry: assign(({ context }) => planRetry(context)),
    planRest: assign(({ context }) => planRest(context)),
    endRetry: assign({ retryAt: null }),
    beginRest: assign(({ context, event }) => beginRest(context, event)),
    noteAnswer: assign({ heartbeatRef: null }),
    beginHeartbeat: assign(({ context }) => beginHeartbeat(context)),
    sendHeartbeat: ({ context }) => sendHeartbeat(context),
    startPatience: raise({ type: 'heartbeat.due' }, { delay: 'heartbeatTimeout', id: 'heartbeat.due' }),
    endPatience: cancel('heartbeat.due'),
    endHeartbeat: assign({ heartbeatRef: null, heartbeatDueAt: ENDLESS }),
    giveUp: raise((_, slow: Slow) => toFailure(slow)),
    lose: raise(({ event }, cause: LossCause) => toLoss(event, cause)),
    lookLater: raise({ type: 'buffer.due' }, { delay: 'bufferLook', id: 'buffer.due' }),
    lookNoMore: cancel('buffer.due'),
    announceConnected: emit(({ context, event }) => ({
      type: 'connected' as const,
      reconnect: context.connections > 1,
      headers: ofType(event, 'transport.opened').headers,
    })),
    announceEnd: emit(({ context, event }, willRetry: boolean) => toEnd(context, event, willRetry)),
    announceGivenUp: emit((_, cause: LossCause) => ({
      type: 'connection.lost' as const,
      code: 1000,
      reason: '',
      cause,
      error: null,
      willRetry: true,
    })),
    announceDisconnected: emit({ type: 'disconnected' as const }),
    announceHeartbeat: emit(({ context }) => toHeartbeat(context)),
    announceDrain: emit({ type: 'drain' as const }),
    passOn: emit(({ event }) => ofType(event, 'listener.failed', 'frame.dropped')),
    tellUnknown: ({ context, event }) => context.connection.ignores(event.type, null),
    noteStop: assign(({ event }) => ({ stopReason: ofType(event, 'client.stop').reason })),
    // Only `defineClient` has assigns.
    takeAssigns: () => {},
    initAssigns: () => {},
    warnOfSilence: ({ context }) => warnOfSilence(context),
    hearCallbacks: ({ context }) => hearCallbacks(context.connection),
    onStart: callback<void>(),
    concludeStart: ({ context: { connection } }) => connection.client.send({ type: 'client.prepared' }),
    onConnect: callback<ConnectedFact>(),
    onDisconnect: callback<DisconnectedFact>(),
    onJoin: callback<JoinedFact>(),
    onMessage: callback<ReceivedFact>(),
    onReply: callback<RepliedFact>(),
    onTopicClose: callback<TopicClosedFact>(),
    onLeave: callback<TopicLeftFact>(),
    onEvent: callback<EventObject>(),
    onCall: (_, { call }: ClientEventOf<'client.call'>) => refuseCall(call),
    onTerminate: callback<ClientOutput>(),
  },
});
