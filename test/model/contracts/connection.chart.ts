import { assign, setup } from 'xstate';

export interface Context {
  /** Attempts so far. */
  readonly dials: number;
  /** Attempts since the beginning, as no connection lives for long; one that the user replaced by another has not been made. */
  readonly tries: number;
  /** Attempts that failed, or whose connection did not live for long. */
  readonly failures: number;
  readonly connections: number;
  /** How the last end told itself. */
  readonly code: number;
}

type ConnectionEvent =
  | { type: 'user.connects' | 'user.disconnects' | 'user.reconnects' | 'user.stops' }
  | { type: 'net.accepts' | 'net.refuses' | 'net.unplugs' | 'net.drops' }
  | { type: 'server.closes.1000' | 'server.closes.1012' }
  | { type: 'time.handshake' | 'time.backoff' }
  | { type: 'wake.online' | 'net.improves' };

/** The connection: one socket at most, retried until somebody says otherwise, and every topic on it whenever it opens. */
export function chart(maxDials: number) {
  const { createMachine } = setup({
    types: { context: {} as Context, events: {} as ConnectionEvent },
    guards: { mayDial: ({ context }) => context.dials < maxDials },
    actions: {
      dial: assign({ dials: ({ context }) => context.dials + 1, tries: ({ context }) => context.tries + 1 }),
      replace: assign({ dials: ({ context }) => context.dials + 1 }),
      forget: assign({ failures: 0, tries: 0 }),
      fail: assign({ failures: ({ context }) => context.failures + 1, code: (_, code: number) => code }),
    },
  });
  const dial = { guard: 'mayDial', target: 'dialing', actions: 'dial' } as const;
  const fresh = { ...dial, actions: ['forget', 'dial'] } as const;
  const off = { target: 'off', actions: 'forget' } as const;
  const lost = (code: number) => ({ target: 'waiting', actions: { type: 'fail', params: code } }) as const;
  return createMachine({
    context: { dials: 1, tries: 1, failures: 0, connections: 0, code: 1006 },
    initial: 'dialing',
    states: {
      dialing: {
        on: {
          'net.accepts': {
            target: 'open',
            actions: assign({ connections: ({ context }) => context.connections + 1 }),
          },
          'net.refuses': lost(1006),
          'net.unplugs': lost(1006),
          'time.handshake': lost(1006),
          'user.disconnects': off,
          'user.reconnects': { guard: 'mayDial', target: 'dialing', actions: 'replace' },
          'user.stops': 'stopped',
          'user.connects': {},
          'wake.online': {},
        },
      },
      open: {
        on: {
          'net.drops': lost(1006),
          'server.closes.1000': lost(1000),
          'server.closes.1012': lost(1012),
          'user.disconnects': off,
          'user.reconnects': { guard: 'mayDial', target: 'dialing', actions: 'replace' },
          'net.improves': { guard: 'mayDial', target: 'dialing', actions: 'replace' },
          'user.stops': 'stopped',
          'user.connects': {},
          'wake.online': {},
        },
      },
      waiting: {
        on: {
          'time.backoff': dial,
          'user.connects': dial,
          'user.reconnects': dial,
          'wake.online': dial,
          'user.disconnects': off,
          'user.stops': 'stopped',
        },
      },
      off: {
        on: { 'user.connects': fresh, 'user.reconnects': fresh, 'user.stops': 'stopped', 'wake.online': {} },
      },
      stopped: { type: 'final' },
    },
  });
}
