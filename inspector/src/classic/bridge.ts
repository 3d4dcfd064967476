import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { InspectedActor } from '../actors.types.ts';
import type { Control } from '../control.ts';
import type { Source } from '../source.types.ts';
import { commandSockets } from './command.socket.ts';
import { freshInspect } from './fresh.inspect.ts';
import { type Service, serviceOf } from './service.ts';
import { type Shown, stateOf } from './state.ts';

/** The bridge to receivers of `@xstate/inspect` 0.8, which know XState 4. */
export interface Classic {
  /** Takes over the upgrade of a receiver, which has been let in already. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Receivers there are. */
  readonly receivers: number;
  /** Ends the receivers' sockets; nothing stays behind. */
  close(): void;
}

export interface ClassicOptions {
  /** Topics that are shown at a time: the first that come. Each sends its whole chart, of 6 kB. @defaultValue 100 */
  readonly topics?: number;
}

/** Bytes of a message of a receiver. Commands are small. */
const MAX_PAYLOAD = 65_536;
/** Bytes that wait for a receiver; one that is slower is let go, since what it has missed cannot be made good. */
const MAX_WAITING = 8 * 1024 * 1024;

/** It costs nothing until the first receiver comes, and again when the last one has gone. */
export function createClassic(
  source: Source,
  control: Pick<Control, 'send'>,
  { topics = 100 }: ClassicOptions = {},
): Classic {
  let bridge: Bridge | undefined;
  const closeIfIdle = (): void => {
    if (bridge?.server.clients.size !== 0) return;
    bridge.close();
    bridge = undefined;
  };
  return {
    get receivers() {
      return bridge?.server.clients.size ?? 0;
    },
    upgrade(request, socket, head) {
      bridge ??= openBridge(source, control, topics);
      const { server } = bridge;
      server.handleUpgrade(request, socket, head, (receiver) => {
        receiver.once('close', closeIfIdle);
        // One that breaks the protocol gets no answer: waiting for its own would keep the process.
        receiver.on('error', () => receiver.terminate());
        server.emit('connection', receiver, request);
      });
      // A handshake that failed has left nobody.
      closeIfIdle();
    },
    close() {
      bridge?.close();
      bridge = undefined;
    },
  };
}

interface Bridge {
  readonly server: WebSocketServer;
  close(): void;
}

function openBridge(source: Source, control: Pick<Control, 'send'>, topics: number): Bridge {
  const services = new Map<number, Service>();
  const numbers = new Map<string, number>();
  /** Actors of charts without a state as yet, and what they have been sent: an actor may be answered while it starts. */
  const appearing = new Map<number, Shown[]>();
  const topicsShown = new Set<number>();

  const send = (sessionId: string, event: object): void => {
    const n = numbers.get(sessionId);
    // The protocol has no word for a refusal.
    if (n !== undefined) control.send(n, event);
  };
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD, WebSocket: commandSockets(send) });
  const { register, disconnect } = freshInspect(server);

  const show = (actor: InspectedActor): void => {
    const { n, chart, sessionId, status, value } = actor;
    if (chart && value === null) appearing.set(n, []);
    if (!chart || value === null || status !== 'active') return;
    if (chart === 'channel' && topicsShown.size >= topics) return;
    if (chart === 'channel') topicsShown.add(n);
    const service = serviceOf(actor, chart);
    services.set(n, service);
    numbers.set(sessionId, n);
    register(service);
  };
  const end = (n: number): void => {
    const service = services.get(n);
    if (!service) return;
    services.delete(n);
    topicsShown.delete(n);
    numbers.delete(service.sessionId);
    service.stopped();
  };

  const unlisten = source.listen({
    appeared: show,
    took({ n }, { type, detail }) {
      const early = appearing.get(n);
      // The first one is told with the first state.
      if (early && type !== 'xstate.init') early.push({ ...detail, type });
      else services.get(n)?.send({ ...detail, type });
      dropSlow(server);
    },
    moved(actor, by) {
      const early = appearing.get(actor.n);
      if (early) {
        appearing.delete(actor.n);
        show(actor);
        for (const event of early) services.get(actor.n)?.send(event);
      } else services.get(actor.n)?.moved(stateOf(actor, { type: by }));
    },
    vanished({ n }) {
      appearing.delete(n);
      end(n);
    },
  });
  for (const actor of source.actors()) show(actor);
  return {
    server,
    close() {
      unlisten();
      for (const n of [...services.keys()]) end(n);
      // Closing a server waits for its sockets, and `disconnect()` closes it.
      for (const receiver of server.clients) receiver.terminate();
      disconnect();
    },
  };
}

function dropSlow({ clients }: WebSocketServer): void {
  for (const receiver of clients) if (receiver.bufferedAmount > MAX_WAITING) receiver.terminate();
}
