import { WebSocket } from 'ws';

/**
 * The class of sockets to give a `WebSocketServer` whose messages `inspect()` hears. It parses them without a catch, so a
 * malformed one would end the process; it passes on what only the other side should say; and it gives an actor any event,
 * `xstate.stop` included. So these sockets let nothing through but a receiver's greeting, and hand over events themselves.
 *
 * @param send - Gets an event for the actor of a session, of which nothing else is known.
 */
export function commandSockets(send: (sessionId: string, event: object) => void): typeof WebSocket {
  return class extends WebSocket {
    override emit(name: string | symbol, ...args: unknown[]): boolean {
      if (name === 'message' && !isGreeting(args[0], args[1], send)) return false;
      return Reflect.apply(super.emit, this, [name, ...args]);
    }
  };
}

function isGreeting(data: unknown, isBinary: unknown, send: (sessionId: string, event: object) => void): boolean {
  if (isBinary === true) return false;
  const message = parsed(String(data));
  if (message?.type === 'xstate.event') {
    const { origin, data: event } = parsed(message.event) ?? {};
    if (typeof origin === 'string' && isRecord(event)) send(origin, event);
  }
  return message?.type === 'xstate.inspecting';
}

/** The object that a text of JSON is; undefined for all else. */
function parsed(text: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(String(text));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
