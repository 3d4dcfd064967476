import { WebSocket } from 'ws';

/**
 * Makes the class of sockets for a `WebSocketServer` that `inspect()` listens to. `inspect()` is not safe against its
 * receivers: a malformed message would end the process, it forwards messages that only an inspector should send, and it
 * gives actors any event, even `xstate.stop`. So these sockets only let a receiver's greeting through, and hand events
 * to `send`.
 *
 * @param send - Gets an event and a session id, both unchecked.
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

/** Parses a JSON object. Undefined if the text is something else. */
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
