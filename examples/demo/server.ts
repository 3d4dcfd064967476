import { setTimeout as sleep } from 'node:timers/promises';
import { type Channel, type ChannelHandlers, type ConnectResult, startServer } from 'xstate-phoenix/testing';

/** A Phoenix server for the demo: a chat with three bots, a clock, and a club that refuses the first join. */
export interface Playground {
  readonly url: string;
  readonly topics: readonly string[];
  /** Cuts all connections, and refuses the next `attempts` with HTTP 503. */
  outage(attempts: number): void;
  /** Closes all connections with 1012, as a deploy does. */
  deploy(): void;
  /** Crashes the channels of a topic. */
  crash(topic: string): void;
  stop(): Promise<void>;
}

const bots = ['ana', 'bo', 'cy'];
const sayings = [
  'is anybody here?',
  'I am a delay of a chart',
  'what is the state of things?',
  'joined',
  'I have been crashed before',
  'see you after the backoff',
  'let it crash',
];
const TALK_MS = 900;
const TICK_MS = 500;
const JOIN_MS = 300;

export async function startPlayground(): Promise<Playground> {
  const living = new Set<Channel>();
  let refusals = 0;

  const remembered = (handlers: ChannelHandlers): ChannelHandlers => ({
    ...handlers,
    join: async (params, channel) => {
      const result = await handlers.join(params, channel);
      if ('ok' in result) living.add(channel);
      return result;
    },
    terminate: (_, channel) => void living.delete(channel),
  });

  const server = await startServer({
    connect: (): ConnectResult => {
      if (refusals === 0) return {};
      refusals -= 1;
      return { error: 503 };
    },
    channels: {
      'room:lobby': remembered({
        // A slow join keeps the whole connection waiting, as in Phoenix. So you can see it.
        join: () => sleep(JOIN_MS, { ok: { bots } }),
        handleIn(event, { body }: { body: string }, channel) {
          channel.broadcast(event, { from: 'you', body });
          return { reply: 'ok' };
        },
      }),
      'ticker:clock': remembered({ join: () => ({ ok: { every_ms: TICK_MS } }) }),
      'club:velvet': remembered({
        join(_, { socket: { assigns } }) {
          const knocks = Number(assigns.knocks ?? 0);
          assigns.knocks = knocks + 1;
          return knocks === 0 ? { error: { reason: 'full' } } : { ok: { welcome: true } };
        },
      }),
    },
  });

  let said = 0;
  const talk = setInterval(() => {
    said += 1;
    const [from, body] = [bots[said % bots.length], sayings[said % sayings.length]];
    server.broadcast('room:lobby', 'new_msg', { from, body });
  }, TALK_MS);
  const tick = setInterval(() => {
    server.broadcast('ticker:clock', 'tick', { at: new Date().toISOString().slice(11, 21) });
  }, TICK_MS);

  return {
    url: server.url,
    topics: ['room:lobby', 'ticker:clock', 'club:velvet'],
    outage(attempts) {
      refusals = attempts;
      server.dropConnections();
    },
    deploy: () => server.closeConnections(1012),
    crash(topic) {
      for (const channel of living) if (channel.topic === topic) channel.stop(new Error('asked to'));
    },
    stop() {
      clearInterval(talk);
      clearInterval(tick);
      return server.stop();
    },
  };
}
