import { and, not } from 'xstate';
import { theEvent } from '../events.ts';
import { callbackTransitions } from './callbacks.transitions.ts';
import { newClient } from './client.context.ts';
import { client } from './client.setup.ts';

/** Whoever asks for a connection where there is none gets an attempt at once. */
const dial = { 'client.connect': 'connecting', 'client.reconnect': 'connecting' } as const;
/** Who knows more than a timer cuts a wait short, but not one that the server asked for. */
const redial = { guard: 'mayDial', target: 'connecting', actions: 'notePage' } as const;
const disconnect = {
  target: '#client.disconnected',
  actions: ['noteAsked', 'tellEnd', 'announceDisconnected'],
} as const;
/** An attempt is given up for a new one. */
const again = { target: 'connecting', reenter: true, actions: 'uncountDial' } as const;
/** The connection is given up for a new one. It has not failed. */
const replace = { target: '#client.connecting', actions: ['uncountDial', 'announceReplaced'] } as const;
/** However a connection or an attempt ends: again, or never. */
const ending = [
  {
    guard: 'willReconnect',
    target: '#client.reconnect-waiting',
    actions: ['noteEnd', 'planRetry', { type: 'announceEnd', params: true }],
  },
  { target: '#client.failed', actions: ['noteEnd', 'noteHopeless', { type: 'announceEnd', params: false }] },
] as const;
/** A heartbeat went unanswered for too long, and nobody looked in time: the machine slept. */
const overdue = { guard: 'isOverdue', actions: { type: 'lose', params: 'heartbeat' } } as const;
/** A sign of life: the connection is dead for sure, or a heartbeat shall tell at once (semantics 56). */
const check = { ...overdue, actions: ['notePage', overdue.actions] } as const;
const wake = [check, { target: 'awaiting-ack', actions: 'notePage' }] as const;
/** What the page says is noted in every state. */
const note = { actions: 'notePage' } as const;
/** The server still wants to be left alone: then its wait goes on. */
const rest = { target: '#client.reconnect-waiting.backoff', actions: ['notePage', 'planRest'] } as const;
/** A page that is seen again dials, but not without a network. */
const wakeUp = [
  { ...redial, guard: and(['mayDial', not('isOffline')]) },
  { ...rest, guard: not('isOffline') },
] as const;
const pause = { target: 'paused', actions: 'notePage' } as const;

/** The connection: its transport is alive in `connecting`, `connected` and `disconnecting`, and nowhere else. */
export const clientChart = client.createMachine({
  id: 'client',
  context: ({ input, self }) => newClient(input, self),
  invoke: [
    { src: 'channels', id: 'channels', input: ({ context }) => ({ connection: context.connection }) },
    { src: 'page', id: 'page' },
  ],
  initial: 'disconnected',
  entry: ['initAssigns', 'hearCallbacks', 'warnOfSilence'],
  output: ({ context }) => ({ reason: context.stopReason }),
  states: {
    disconnected: {
      entry: ['stopTransport', 'forgetAttempts'],
      exit: 'forgetReason',
      always: { guard: 'connectsAtOnce', target: 'connecting' },
      on: { ...dial, 'client.disconnect': { actions: ['noteAsked', 'tellEnd'] } },
    },
    connecting: {
      tags: 'connecting',
      entry: ['stopTransport', 'countDial', 'startTransport'],
      initial: 'preparing',
      on: {
        'client.disconnect': {
          ...disconnect,
          actions: ['takeClosing', { type: 'closeTransport', params: 'transport.abandon' }, ...disconnect.actions],
        },
        /** What is replaced has not failed. */
        'client.reconnect': again,
        'client.restarted': again,
        'transport.opened': { target: 'connected', actions: ['noteConnected', 'announceConnected'] },
        'transport.failed': ending,
      },
      states: {
        preparing: {
          on: { 'transport.prepared': 'dialing' },
          after: {
            connectTimeout: { actions: { type: 'giveUp', params: 'The url, params, token or headers took too long.' } },
          },
        },
        dialing: { after: { connectTimeout: { actions: { type: 'giveUp', params: 'The handshake took too long.' } } } },
      },
    },
    connected: {
      tags: 'connected',
      type: 'parallel',
      entry: { type: 'tellChannels', params: 'connection.opened' },
      exit: { type: 'tellChannels', params: 'connection.lost' },
      on: {
        'client.disconnect': { target: 'disconnecting', actions: 'takeClosing' },
        'client.reconnect': replace,
        'client.restarted': replace,
        'transport.closed': { actions: { type: 'lose', params: 'remote' } },
        'transport.broken': { actions: { type: 'lose', params: 'send' } },
        // A push found it overdue, and the answer may have waited for its turn: then the push is to be written after all.
        'heartbeat.overdue': [overdue, { actions: { type: 'tellChannels', params: 'connection.drained' } }],
        'connection.lost': ending,
      },
      states: {
        heartbeat: {
          initial: 'resting',
          exit: 'endHeartbeat',
          states: {
            off: {},
            resting: {
              entry: 'beginRest',
              always: { guard: 'hasNoHeartbeat', target: 'off' },
              on: { 'network.online': wake, 'page.visible': wake, 'page.resumed': wake },
              after: { heartbeatInterval: 'awaiting-ack' },
            },
            'awaiting-ack': {
              entry: ['beginHeartbeat', 'sendHeartbeat', 'startPatience'],
              exit: 'endPatience',
              on: {
                'network.online': check,
                'page.visible': check,
                'page.resumed': check,
                /** A server that is at joins answers it behind them. */
                'heartbeat.due': [
                  { guard: 'isHeldUp', actions: 'startPatience' },
                  { actions: { type: 'lose', params: 'heartbeat' } },
                ],
                'heartbeat.acknowledged': { guard: 'isAwaited', target: 'resting', actions: 'announceHeartbeat' },
              },
            },
          },
        },
        stability: {
          initial: 'fresh',
          states: {
            /** No answer proves anything, since a connection may die behind each of them: only time does. */
            fresh: { after: { stableAfter: 'stable' } },
            stable: { tags: 'stable', entry: 'forgetAttempts' },
          },
        },
        flow: {
          initial: 'flowing',
          states: {
            flowing: { on: { 'transport.congested': 'congested' } },
            congested: {
              entry: 'lookLater',
              exit: 'lookNoMore',
              on: {
                'buffer.due': [
                  {
                    guard: 'isWritable',
                    target: 'flowing',
                    actions: [{ type: 'tellChannels', params: 'connection.drained' }, 'announceDrain'],
                  },
                  { actions: 'lookLater' },
                ],
              },
            },
          },
        },
      },
    },
    'reconnect-waiting': {
      entry: 'stopTransport',
      exit: 'endRetry',
      initial: 'backoff',
      on: {
        ...dial,
        'client.restarted': 'connecting',
        'client.disconnect': disconnect,
        'network.online': [redial, rest],
        'page.visible': wakeUp,
        'page.resumed': wakeUp,
      },
      states: {
        backoff: {
          always: { guard: 'isAway', target: 'paused' },
          on: { 'network.offline': pause, 'page.hidden': pause },
          after: { reconnectDelay: '#client.connecting' },
        },
        paused: { entry: 'endRetry', after: { pausedTimeout: '#client.connecting' } },
      },
    },
    disconnecting: {
      entry: 'tellEnd',
      initial: 'draining',
      on: {
        'client.connect': replace,
        'client.reconnect': replace,
        'client.restarted': disconnect,
        'transport.closed': { ...disconnect, actions: ['noteClose', ...disconnect.actions] },
      },
      states: {
        draining: {
          entry: 'lookLater',
          exit: 'lookNoMore',
          always: { guard: 'isDrained', target: 'closing' },
          on: { 'buffer.due': { actions: 'lookLater' } },
          after: { drainTimeout: 'closing' },
        },
        closing: { entry: { type: 'closeTransport', params: 'transport.close' }, after: { closeTimeout: disconnect } },
      },
    },
    failed: {
      entry: ['stopTransport', 'tellEnd'],
      exit: 'forgetAttempts',
      on: { ...dial, 'client.disconnect': disconnect },
    },
    stopped: {
      type: 'final',
      entry: { type: 'onTerminate', params: ({ context }) => ({ reason: context.stopReason }) },
    },
  },
  /** In every state. */
  on: {
    'channel.*': { actions: { type: 'handOn', params: theEvent } },
    'client.assign': { actions: 'takeAssigns' },
    'client.stop': { target: '.stopped', actions: 'noteStop' },
    'listener.failed': { actions: 'passOn' },
    'frame.dropped': { actions: 'passOn' },
    'network.online': note,
    'network.offline': note,
    'page.visible': note,
    'page.hidden': note,
    'page.resumed': note,
    ...callbackTransitions,
  },
});
