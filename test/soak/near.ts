import { setTimeout as pause } from 'node:timers/promises';
import {
  type ChannelRef,
  type ClientInput,
  type ClientRef,
  clientMachine,
  type Frame,
  interpret,
  join,
  on,
  onFrame,
  PushError,
  ping,
  push,
} from 'xstate-phoenix';
import type { Random } from '../proof/random.ts';
import { Durations } from './durations.ts';
import type { Receipt, Tick, Welcome } from './far.types.ts';
import { MessageLedger } from './message.ledger.ts';
import { PushLedger } from './push.ledger.ts';
import type { Blame } from './violations.ts';
import { type CountingClock, countingClock } from './vitals.ts';

/** Milliseconds in which all topics have to be joined again once the network is whole (I7). */
const REJOIN_BOUND_MS = 60_000;
const PUSH_TIMEOUT_MS = 8_000;
/** Milliseconds a push may take beyond its timeout on a machine that is busy. */
const PUSH_PATIENCE_MS = PUSH_TIMEOUT_MS + 10_000;
const PUSH_EVERY_MS = 50;

/** Short timeouts, so that the client notices faults soon. */
const impatient: Partial<ClientInput> = {
  reconnectAfterMs: [10, 50, 100, 200, 500, 1_000],
  rejoinAfterMs: [100, 200, 500, 1_000],
  heartbeatIntervalMs: 1_000,
  heartbeatTimeoutMs: 2_000,
  connectTimeoutMs: 3_000,
  joinTimeoutMs: 4_000,
  pushTimeoutMs: PUSH_TIMEOUT_MS,
};

/** The options of the near side of a soak. */
export interface NearOptions {
  readonly port: number;
  readonly topics: number;
  readonly pushesPerSecond: number;
  /** The number of pushes that the ledger has room for. */
  readonly capacity: number;
  readonly random: Random;
  readonly blame: Blame;
}

/** The client of a soak and its ledgers. */
export interface Near {
  readonly client: ClientRef;
  readonly clock: CountingClock;
  readonly messages: MessageLedger;
  readonly pushes: PushLedger;
  /** How long a topic was not joined, from losing it to having it again. */
  readonly outages: Durations;
  /** What happened to the connection, by name. */
  readonly counts: Map<string, number>;
  /** What a second listener of each topic has heard. */
  readonly heardBySecond: number;
  /** Makes pushes, or makes none. */
  work(on: boolean): void;
  /** From now on the topics are not joined, because we want that. */
  forget(): void;
  /** Waits for an answer of the server to a question that comes after everything so far. */
  roundTrip(): Promise<void>;
  /** All topics are joined. Blames, and throws, when that takes too long. */
  allJoined(): Promise<void>;
  /** Asks every topic what it has been sent, and compares. */
  tally(): Promise<void>;
}

export function startNear(options: NearOptions): Near {
  const { port, topics, pushesPerSecond, capacity, random, blame } = options;
  const clock = countingClock();
  const messages = new MessageLedger(blame);
  const pushes = new PushLedger(capacity, PUSH_PATIENCE_MS, blame);
  const outages = new Durations();
  const counts = new Map<string, number>();
  const lostAt = new Map<string, number>();
  let heardBySecond = 0;
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

  const client = interpret(clientMachine, {
    clock,
    input: { url: `ws://127.0.0.1:${port}/socket`, ...impatient },
  });
  const rooms = Array.from({ length: topics }, (_, n) => `soak:${n}`);
  const lose = (topic: string) => {
    messages.end(topic);
    if (!lostAt.has(topic)) lostAt.set(topic, performance.now());
  };
  const forget = () => rooms.forEach(lose);

  client.on('connected', () => count('connected'));
  client.on('connection.lost', ({ code, cause, willRetry }) => {
    forget();
    count(`lost ${cause === 'remote' ? code : cause}`);
    if (!willRetry) blame('I7', `the client gave up after ${code}`);
  });
  client.on('connect.failed', ({ error, willRetry }) => {
    count(`failed ${error.code}`);
    if (!willRetry) blame('I7', `the client gave up: ${error.code}`);
  });
  client.on('frame.dropped', ({ why, topic, event }) => {
    count(`dropped ${why}`);
    // What was on its way when a topic ended is dropped as `stale`, a broadcast as `not_joined`.
    if (why === 'malformed' ? !messages.lossy : why !== 'stale' && why !== 'not_joined')
      blame('I10', `a frame was dropped as ${why} (${topic} ${event})`);
  });
  client.on('listener.failed', ({ error, event }) => blame('I10', `${event} threw ${String(error)}`));
  onFrame(client, ({ direction, frame }) => {
    if (direction === 'out' && frame[3] === 'work') pushes.write(idOf(frame));
  });

  const settleEvent = (topic: string, id: string | undefined, code: string, sent: boolean, response: unknown) => {
    if (id === undefined) return;
    if (id !== 'tally') pushes.settle(Number(id), { code, sent });
    if (isReceipt(response)) messages.reply(topic, response, true);
  };
  const open = (topic: string): ChannelRef => {
    const room = join(client, topic);
    room.on('joined', ({ response }) => {
      messages.join(topic, String(room.getSnapshot().context.joinRef), response as Welcome);
      const since = lostAt.get(topic);
      if (since !== undefined) outages.add(performance.now() - since);
      lostAt.delete(topic);
    });
    room.on('crashed', () => lose(topic));
    room.on('closed', () => blame('I6', `${topic} was closed`));
    room.on('reply', ({ id, status, response }) =>
      settleEvent(topic, id, status === 'ok' ? 'ok' : 'refused', true, response),
    );
    room.on('push.failed', ({ id, error }) => settleEvent(topic, id, error.code, error.sent, undefined));
    for (const event of ['tick', 'news'])
      on<Tick>(room, event, (tick, { joinRef }) => messages.hear(topic, joinRef, tick));
    on(room, '*', () => {
      heardBySecond += 1;
    });
    return room;
  };

  client.start();
  const refs = rooms.map(open);
  /** Every other push is a command whose outcome is emitted: a promise could not tell that it was settled twice. */
  const ask = () => {
    const room = random.pick(refs);
    const { topic } = room.getSnapshot().context;
    const id = pushes.ask();
    if (id % 2 === 1) return room.send({ type: 'channel.push', event: 'work', payload: { id }, id: `${id}` });
    push<Receipt>(room, 'work', { id }).then(
      (receipt) => {
        pushes.settle(id, { code: 'ok', sent: true });
        messages.reply(topic, receipt, false);
      },
      (error) => {
        if (!(error instanceof PushError)) throw error;
        pushes.settle(id, error);
        if (isReceipt(error.response)) messages.reply(topic, error.response, false);
      },
    );
  };
  let worker: NodeJS.Timeout | undefined;

  return {
    client,
    clock,
    messages,
    pushes,
    outages,
    counts,
    get heardBySecond() {
      return heardBySecond;
    },
    work: (on) => {
      clearInterval(worker);
      if (!on) return;
      worker = setInterval(() => {
        for (let n = 0; n < (pushesPerSecond * PUSH_EVERY_MS) / 1_000; n += 1) ask();
      }, PUSH_EVERY_MS);
    },
    forget,
    roundTrip: async () => {
      const giveUpAt = performance.now() + REJOIN_BOUND_MS;
      while (performance.now() < giveUpAt) {
        const back = await ping(client, { timeoutMs: 5_000 }).catch(() => undefined);
        if (back !== undefined) return;
        await pause(10);
      }
      blame('I7', `there was no connection for ${REJOIN_BOUND_MS} ms`);
      throw new Error('The client does not come back.');
    },
    allJoined: async () => {
      const giveUpAt = performance.now() + REJOIN_BOUND_MS;
      while (messages.joined < topics) {
        if (performance.now() > giveUpAt) {
          const missing = refs.filter((room) => !room.getSnapshot().hasTag('joined'));
          const states = missing.slice(0, 5).map((room) => JSON.stringify(room.getSnapshot().value));
          blame('I7', `${missing.length} topics were not joined for ${REJOIN_BOUND_MS} ms: ${states.join(', ')}`);
          throw new Error('Topics do not come back.');
        }
        await pause(5);
      }
    },
    tally: async () => {
      const told = refs.map(
        (room) => new Promise((resolve) => room.on('reply', ({ id }) => id === 'tally' && resolve(id))),
      );
      for (const room of refs) room.send({ type: 'channel.push', event: 'tally', payload: {}, id: 'tally' });
      await Promise.all(told);
    },
  };
}

function idOf([, , , , payload]: Frame): number {
  return Number(Reflect.get(Object(payload), 'id'));
}

function isReceipt(response: unknown): response is Receipt {
  return typeof response === 'object' && response !== null && 'life' in response;
}
