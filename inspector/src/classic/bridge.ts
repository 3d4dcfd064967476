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

/** Serves receivers of `@xstate/inspect` 0.8, which know XState 4. */
export interface Classic {
  /** Handles the upgrade of a receiver. Its key has been checked already. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many receivers are connected. */
  readonly receivers: number;
  /** Ends all sockets and listeners. */
  close(): void;
}

export interface ClassicOptions {
  /** How many topics are shown at a time, the first ones. Each sends its chart, which has 6 kB. @defaultValue 100 */
  readonly topics?: number;
}

/** How many bytes a message of a receiver may have. Commands are small. */
const MAX_PAYLOAD = 65_536;
/** A receiver with more unsent bytes than this is disconnected. It can not catch up on events that it misses. */
const MAX_WAITING = 8 * 1024 * 1024;

/** Costs nothing while no receiver is connected. */
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
        // Terminate a receiver that breaks the protocol. Waiting for its close would keep the process alive.
        receiver.on('error', () => receiver.terminate());
        server.emit('connection', receiver, request);
      });
      // If the handshake has failed, there is no receiver.
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
  /** Actors that have no state yet, and the events they got: an actor may get some while it starts. */
  const appearing = new Map<number, Shown[]>();
  const topicsShown = new Set<number>();

  const send = (sessionId: string, event: object): void => {
    const n = numbers.get(sessionId);
    // The protocol can not report a refusal.
    if (n !== undefined) control.send(n, event);
  };
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD, WebSocket: commandSockets(send) });
  const { register, disconnect } = freshInspect(server);

  const show = (actor: InspectedActor): void => {
    const { n, sessionId, status, value } = actor;
    // Only the charts of clients and topics are translated.
    const chart = actor.chart === 'presence' ? null : actor.chart;
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
      // `xstate.init` goes out with the first state.
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
      // `disconnect()` closes the server, which waits for its sockets.
      for (const receiver of server.clients) receiver.terminate();
      disconnect();
    },
  };
}

function dropSlow({ clients }: WebSocketServer): void {
  for (const receiver of clients) if (receiver.bufferedAmount > MAX_WAITING) receiver.terminate();
}
