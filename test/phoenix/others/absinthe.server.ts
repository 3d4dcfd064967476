import type { Conn } from 'xstate-phoenix/phoenix';
import { type ChannelHandlers, createTestServer, type SocketRef } from 'xstate-phoenix/testing';

interface Doc {
  readonly query: string;
  readonly variables?: unknown;
}

/** The server's side of `absinthe_phoenix`: its control channel, and the data of subscriptions. */
export function createAbsintheServer() {
  /** Every subscription that is not over: the topic of its data, and its document. */
  const subscriptions = new Map<string, Doc>();
  /** The documents in the order they came. */
  const docs: Doc[] = [];
  /** Answers to mutations that wait for the test. */
  const held: ((data: object) => void)[] = [];
  let count = 0;

  const control: ChannelHandlers = {
    join: () => ({ ok: {} }),
    handleIn(event, payload, channel) {
      if (event === 'unsubscribe') {
        const { subscriptionId } = payload as { subscriptionId: string };
        subscriptions.delete(subscriptionId);
        return { reply: ['ok', { subscriptionId }] };
      }
      const doc = payload as Doc;
      docs.push(doc);
      if (doc.query.includes('syntax')) return { reply: ['error', { errors: [{ message: 'syntax error' }] }] };
      if (doc.query.startsWith('mutation')) {
        const ref: SocketRef = channel.socketRef();
        held.push((data) => channel.reply(ref, 'ok', { data }));
        return;
      }
      if (!doc.query.startsWith('subscription')) return { reply: ['ok', { data: { asked: doc.variables } }] };
      count += 1;
      const subscriptionId = `__absinthe__:doc:${count}`;
      subscriptions.set(subscriptionId, doc);
      return { reply: ['ok', { subscriptionId }] };
    },
    terminate: () => subscriptions.clear(),
  };
  const server = createTestServer({ channels: { '__absinthe__:control': control } });
  const conns: Conn[] = [];
  class WebSocket extends server.WebSocket {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols);
      conns.push(this);
    }
  }
  return {
    server,
    WebSocket,
    docs,
    held,
    subscriptions,
    /** Publishes to all subscriptions. Each has a topic of its own, which the client does not join. */
    publish(data: object): void {
      const onmessage = conns.at(-1)?.onmessage;
      for (const subscriptionId of subscriptions.keys()) {
        const payload = { subscriptionId, result: { data } };
        const message = { data: JSON.stringify([null, null, subscriptionId, 'subscription:data', payload]) };
        if (typeof onmessage === 'function') onmessage(message);
      }
    },
  };
}
