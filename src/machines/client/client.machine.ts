import { and, not } from 'xstate';
import { theEvent } from '../events.ts';
import { callbackTransitions } from './callbacks.transitions.ts';
import { newClient } from './client.context.ts';
import { client } from './client.setup.ts';

/** Events of the page are noted in every state. */
const note = { type: 'notePage', params: theEvent } as const;
/** `connect()` and `reconnect()` without a connection make an attempt at once. */
const dial = { 'client.connect': 'connecting', 'client.reconnect': 'connecting' } as const;
/** A sign of life ends the wait for a retry, unless the server asked for it (`Retry-After`). */
const redial = { guard: 'mayDial', target: 'connecting', actions: note } as const;
const disconnect = {
  target: '#client.disconnected',
  actions: ['noteAsked', 'tellEnd', 'announceDisconnected'],
} as const;
const quit = { ...disconnect, actions: ['takeClosing', ...disconnect.actions] } as const;
/** Gives up the attempt for a new one. It does not count as failed. */
const again = { target: 'connecting', reenter: true, actions: 'uncountDial' } as const;
/** Gives up the connection for a new one. It does not count as failed. */
const replace = {
  target: '#client.connecting',
  actions: ['uncountDial', { type: 'announceGivenUp', params: 'requested' }],
} as const;
/** The end of a connection or an attempt: the client waits for a retry, or fails. */
const ending = [
  {
    guard: 'willReconnect',
    target: '#client.reconnect-waiting',
    actions: ['noteEnd', 'planRetry', { type: 'announceEnd', params: true }],
  },
  { target: '#client.failed', actions: ['noteEnd', 'noteHopeless', { type: 'announceEnd', params: false }] },
] as const;
/** A heartbeat or its answer is overdue, though no timer has fired: the computer slept. */
const overdue = { guard: 'isOverdue', actions: { type: 'lose', params: 'heartbeat' } } as const;
/** At a sign of life: ends the connection if a heartbeat is overdue. If not, `wake` sends a heartbeat at once. */
const check = { ...overdue, actions: [note, overdue.actions] } as const;
const wake = [check, { target: 'awaiting-ack', actions: note }] as const;
/** The `Retry-After` of the server has not passed: waits for the rest of it. */
const rest = { target: '#client.reconnect-waiting.backoff', actions: [note, 'planRest'] } as const;
/** A page that is visible again dials, unless it is offline. */
const wakeUp = [
  { ...redial, guard: and(['mayDial', not('isOffline')]) },
  { ...rest, guard: not('isOffline') },
] as const;
/** The page wants no connection until it is shown. The socket is closed at once, since the page may stop right after. */
const suspend = { target: '#client.reconnect-waiting.suspended', actions: [note, 'uncountDial'] } as const;

/** The connection. It has a transport in `connecting`, `connected` and `disconnecting`, and in no other state. */
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
      always: [
        { guard: 'willForget', actions: ['initAssigns', 'forgetSession'] },
        { guard: 'connectsAtOnce', target: 'connecting' },
      ],
      on: { ...dial, 'client.disconnect': { actions: ['takeClosing', 'noteAsked', 'tellEnd'] } },
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
        'client.reconnect': again,
        'client.restarted': again,
        'transport.opened': { target: 'connected', actions: ['noteConnected', 'announceConnected'] },
        'page.suspended': suspend,
        'transport.failed': ending,
      },
      states: {
        preparing: {
          on: { 'transport.prepared': 'dialing' },
          after: {
            connectTimeout: { actions: { type: 'giveUp', params: 'preparing' } },
          },
        },
        dialing: { after: { connectTimeout: { actions: { type: 'giveUp', params: 'dialing' } } } },
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
        'transport.outdated': {
          guard: 'mayMove',
          target: 'connecting',
          actions: ['uncountDial', { type: 'announceGivenUp', params: 'outdated' }],
        },
        // Sent by a push. If the answer was handled meanwhile, the heartbeat is not overdue, and the push is written.
        'heartbeat.overdue': [overdue, { actions: { type: 'tellChannels', params: 'connection.drained' } }],
        'page.suspended': {
          ...suspend,
          actions: [...suspend.actions, { type: 'announceGivenUp', params: 'suspended' }],
        },
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
              after: { heartbeatInterval: 'awaiting-ack' },
              // The answer comes late: something else was heard before it.
              on: {
                'network.online': wake,
                'page.visible': wake,
                'page.resumed': wake,
                'heartbeat.acknowledged': { guard: 'isAwaited', actions: ['announceHeartbeat', 'noteAnswer'] },
              },
            },
            'awaiting-ack': {
              entry: ['beginHeartbeat', 'sendHeartbeat', 'startPatience'],
              exit: 'endPatience',
              on: {
                'network.online': check,
                'page.visible': check,
                'page.resumed': check,
                /** The server answers it only after the joins that were written before it. */
                'heartbeat.due': [
                  { guard: 'isHeldUp', actions: 'startPatience' },
                  { actions: { type: 'lose', params: 'heartbeat' } },
                ],
                'heartbeat.acknowledged': { guard: 'isAwaited', target: 'resting', actions: 'announceHeartbeat' },
                'heartbeat.heard': 'resting',
              },
            },
          },
        },
        stability: {
          initial: 'fresh',
          states: {
            /** Only time makes it stable. An answer is no proof: a connection may break after each of them. */
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
        usage: {
          initial: 'used',
          states: {
            used: { always: { guard: 'isUnused', target: 'idle' } },
            idle: {
              on: { 'topic.counted': 'used' },
              after: {
                idleTimeout: {
                  target: '#client.disconnected',
                  actions: ['noteIdle', 'announceDisconnected'],
                },
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
        'client.disconnect': quit,
        'network.online': [redial, rest],
        'page.visible': wakeUp,
        'page.resumed': wakeUp,
        'page.suspended': { target: '.suspended', actions: note },
      },
      states: {
        /** Looks at the page when it begins, and after each event of the page. */
        backoff: {
          always: [
            { guard: 'isSuspended', target: 'suspended' },
            { guard: 'isAway', target: 'paused' },
          ],
          after: { reconnectDelay: '#client.connecting' },
        },
        paused: { entry: 'endRetry', after: { pausedTimeout: '#client.connecting' } },
        /** Has no timer. Once the page is shown, the client dials, or waits for the network. */
        suspended: {
          entry: 'endRetry',
          always: { guard: not('isSuspended'), target: 'paused' },
          on: { 'network.online': { actions: note } },
        },
      },
    },
    disconnecting: {
      entry: 'tellEnd',
      initial: 'draining',
      on: {
        'client.connect': replace,
        'client.disconnect': { actions: 'takeClosing' },
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
      on: { ...dial, 'client.disconnect': quit },
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
    'network.online': { actions: note },
    'network.offline': { actions: note },
    'page.visible': { actions: note },
    'page.hidden': { actions: note },
    'page.resumed': { actions: note },
    'page.frozen': { actions: note },
    'page.suspended': { actions: note },
    ...callbackTransitions,
  },
});
