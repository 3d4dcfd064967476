import { writeSync } from 'node:fs';
import { type Channel, type ChannelHandlers, HeldJoin, type JoinResult, startServer } from 'xstate-phoenix/testing';
import type { Random } from '../proof/random.ts';
import type { JoinManner, Receipt, Report, Welcome } from './far.types.ts';

/** The options of a server that ticks. */
export interface TickerOptions {
  readonly random: Random;
  /** Messages to all clients together, spread over the topics in turn; every tenth is a broadcast. */
  readonly perSecond: number;
  /** The file that every push is written to before it is replied to, as `life topic id`. */
  readonly log: number;
}

/** A server that sends counted messages to whoever has joined, and replies to pushes with those counts. */
export interface Ticker {
  readonly port: number;
  answerJoins(manner: JoinManner): void;
  crash(share: number): void;
  restart(): Promise<void>;
  report(): Omit<Report, 'cpuMs'>;
}

const TICK_MS = 20;
const BROADCAST_EVERY = 10;
/** The server closes a connection that is silent for so long. */
const IDLE_MS = 15_000;

/** The messages a channel has been sent. */
const own = (channel: Channel) => Number(channel.assigns.own ?? 0);

export async function createTicker({ random, perSecond, log }: TickerOptions): Promise<Ticker> {
  const live = new Set<Channel>();
  const broadcasts = new Map<string, number>();
  let manner: JoinManner = { kind: 'prompt' };
  let boots = 0;
  let sent = 0;
  let doubleJoins = 0;

  const shared = (topic: string) => broadcasts.get(topic) ?? 0;
  const lifeOf = ({ socket }: Channel) => `${process.pid}.${boots}.${socket.connection}`;
  const welcome = (channel: Channel): JoinResult => {
    const response: Welcome = { life: lifeOf(channel), shared: shared(channel.topic) };
    return { ok: response };
  };

  const handlers: ChannelHandlers = {
    join(_, channel) {
      channel.send('start');
      switch (manner.kind) {
        case 'prompt':
          return welcome(channel);
        case 'refused':
          return { error: { reason: 'not now' } };
        case 'slow':
          return wait(random.int(manner.slowMs)).then(() => welcome(channel));
        case 'held': {
          const held = new HeldJoin();
          void wait(random.int(manner.heldMs)).then(() => held.answer(welcome(channel)));
          return held;
        }
      }
    },
    handleInfo(_, channel) {
      live.add(channel);
      return undefined;
    },
    handleIn(event, { id }: { id: number }, channel) {
      if (event === 'work') writeSync(log, `${lifeOf(channel)} ${channel.topic} ${id}\n`);
      const receipt: Receipt = { life: lifeOf(channel), own: own(channel), shared: shared(channel.topic) };
      return { reply: [event === 'work' && id % 50 === 0 ? 'error' : 'ok', receipt] };
    },
    terminate(reason, channel) {
      live.delete(channel);
      if (reason === 'duplicate_join') doubleJoins += 1;
    },
  };

  const start = (port?: number) => {
    boots += 1;
    broadcasts.clear();
    return startServer({
      channels: { 'soak:*': handlers },
      maxChannels: 10_000,
      idleTimeoutMs: IDLE_MS,
      ...(port !== undefined && { port }),
    });
  };
  let server = await start();
  const { port } = server;

  let turn: Iterator<Channel> = live.values();
  const nextInTurn = (): Channel | undefined => {
    const here = turn.next();
    if (!here.done) return here.value;
    turn = live.values();
    return turn.next().value;
  };
  const tick = (channel: Channel) => {
    sent += 1;
    if (sent % BROADCAST_EVERY === 0) {
      broadcasts.set(channel.topic, shared(channel.topic) + 1);
      server.broadcast(channel.topic, 'news', { shared: shared(channel.topic) });
    } else {
      channel.assigns.own = own(channel) + 1;
      channel.push('tick', { life: lifeOf(channel), join: channel.joinRef, own: own(channel) });
    }
  };
  let owed = 0;
  let tickedAt = performance.now();
  setInterval(() => {
    const now = performance.now();
    // After a pause of the process, it catches up on the ticks of one second at most.
    owed += (Math.min(now - tickedAt, 1_000) * perSecond) / 1_000;
    tickedAt = now;
    for (; owed >= 1; owed -= 1) {
      const channel = nextInTurn();
      if (channel) tick(channel);
    }
  }, TICK_MS);

  return {
    port,
    answerJoins: (next) => {
      manner = next;
    },
    crash: (share) => {
      for (const channel of [...live]) if (random.chance(share)) channel.stop(new Error('as asked'));
    },
    restart: async () => {
      await server.stop();
      server = await start(port);
    },
    report: () => ({ connections: server.connections, channels: live.size, doubleJoins, sent }),
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
