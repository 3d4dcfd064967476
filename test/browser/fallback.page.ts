import { type ClientRef, clientMachine, interpret, join, push, websocket } from 'xstate-phoenix';
import { fallback, longPoll } from 'xstate-phoenix/longpoll';

let client: ClientRef;
const lost: string[] = [];

/** A client that prefers the WebSocket, with one topic. */
export function start(url: string, options: { afterMs: number; probeMs: number }): void {
  const transport = fallback([websocket(), longPoll()], options);
  client = interpret(clientMachine, { input: { url, transport, reconnectAfterMs: [10] } }).start();
  client.on('connection.lost', ({ cause }) => lost.push(cause));
}

/** A push that the server has answered, and the transport that it went by. */
export async function ask(body: string): Promise<unknown> {
  const response = await push(join(client, 'echo:lobby'), 'ping', { body });
  return { response, ...client.getSnapshot().context.transport };
}

/** Resolves when the client is joined by the transport of that name. */
export function comesTo(name: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const { context } = client.getSnapshot();
      if (context.transport?.name === name && join(client, 'echo:lobby').getSnapshot().value === 'joined') resolve();
      else setTimeout(look, 10);
    };
    look();
  });
}

export function losses(): readonly string[] {
  return lost;
}
