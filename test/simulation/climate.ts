import type { ClientInput } from 'xstate-phoenix';
import type { Act } from '../proof/acts.ts';
import type { Random } from '../proof/random.ts';

/** What a world is like, from its seed: the client's options, the network's pace, and what tends to happen. */
export interface Climate {
  readonly input: Partial<ClientInput>;
  readonly topics: readonly string[];
  /** How much happens before the end. */
  readonly acts: number;
  /** Whether the program ends the client in the middle of it all; else the world is healed first. */
  readonly endsAbruptly: boolean;
  /** How likely each kind of act is. In every world some kinds never happen, which makes others happen in a row. */
  readonly weights: readonly (readonly [weight: number, kind: Act['act']])[];
  latencyMs(): number;
  /** Ends what the options of this world have in store against a connection, as when an outage ends. */
  clearUp(): void;
  readonly isOnPlatformTime: boolean;
  /** Whether lines end within the client's `close`. */
  readonly closesAtOnce: boolean;
  /** Milliseconds within which everything wanted is joined again, once the network is well. */
  readonly healMs: number;
}

const usual: Readonly<Record<Act['act'], number>> = {
  connect: 1,
  disconnect: 0.7,
  reconnect: 0.7,
  join: 6,
  leave: 3,
  rejoin: 1,
  cast: 2,
  push: 8,
  await: 2,
  abort: 1.5,
  params: 0,
  react: 2,
  wake: 1.5,
  attend: 2,
  restart: 0.4,
  burst: 3,
  joins: 1.5,
  answer: 2,
  reply: 2,
  message: 6,
  broadcast: 2,
  crash: 1.5,
  stop: 1,
  close: 0.7,
  network: 2,
  up: 0,
  down: 0,
  cut: 1.5,
  freeze: 1,
  garbage: 0.5,
  again: 2,
  late: 0.7,
  tick: 4,
  elapse: 22,
  sleep: 0.5,
};

/** What happens in every world: without time, joins and a network nothing happens at all. */
const everywhere: ReadonlySet<string> = new Set(['join', 'elapse', 'network']);

export function createClimate(random: Random): Climate {
  const latency = random.pick([0, 0, 1, 10, 40, 200, 900]);
  const spread = random.chance(0.5) ? latency : 0;
  let isBad = true;
  const longest = (delays: readonly number[]) => Math.max(...delays);
  const reconnect = random.pick([
    [10, 2_000],
    [0, 100, 5_000],
    [10, 50, 100, 1_000],
    [500, 3_000],
  ]);
  const rejoin = random.pick([
    [20, 1_000],
    [0, 100, 3_000],
    [1_000, 2_000],
    [5, 5_000],
  ]);
  const heartbeatIntervalMs = random.pick([0, 3_000, 10_000, 30_000]);
  const heartbeatTimeoutMs = random.pick([200, 1_000, 10_000]);
  const connectTimeoutMs = random.pick([200, 1_000, 10_000]);
  const joinTimeoutMs = random.pick([200, 1_000, 10_000]);
  const input: Partial<ClientInput> = {
    reconnectAfterMs: random.chance(0.5)
      ? reconnect
      : (attempt) => reconnect[Math.min(attempt, reconnect.length) - 1] ?? 0,
    rejoinAfterMs: rejoin,
    heartbeatIntervalMs,
    heartbeatTimeoutMs,
    livenessFrom: random.chance(0.3) ? 'any-frame' : 'heartbeat',
    connectTimeoutMs,
    joinTimeoutMs,
    leaveTimeoutMs: random.pick([50, 500, 5_000]),
    stableAfterMs: random.pick([50, 1_000, 10_000]),
    maxConcurrentJoins: random.pick([1, 2, 3, 'auto', 20, Number.POSITIVE_INFINITY] as const),
    pushTimeoutMs: random.pick([100, 1_000, 10_000]),
    whenNotJoined: random.chance(0.8) ? 'buffer' : 'reject',
    pushBuffer: { max: random.pick([1, 3, 100]), overflow: random.pick(['reject', 'drop-oldest', 'drop-newest']) },
    maxBufferedAmount: random.pick([0, 60, 300, 100_000]),
    autoConnect: random.chance(0.85),
    ...(random.chance(0.1) && { maxAttempts: random.between(1, 5) }),
    ...(random.chance(0.2) && { idleDisconnectMs: random.pick([1, 100, 2_000, 10_000]) }),
    ...(random.chance(0.3) && { url: askedUrl(random, () => isBad) }),
  };
  return {
    input,
    topics: Array.from({ length: topicsOf(random) }, (_, index) => `room:${index}`),
    acts: random.chance(0.1) ? random.between(60, 200) : random.between(5, 50),
    endsAbruptly: random.chance(0.1),
    closesAtOnce: random.chance(0.15),
    weights: Object.entries(usual).map(([kind, weight]) => [
      everywhere.has(kind) || random.chance(0.6) ? weight * random.pick([0.3, 1, 1, 3, 8]) : 0,
      kind as Act['act'],
    ]),
    latencyMs: () => latency + random.int(spread + 1),
    clearUp: () => {
      isBad = false;
    },
    healMs:
      heartbeatIntervalMs +
      Math.max(heartbeatTimeoutMs, joinTimeoutMs) +
      2 * (connectTimeoutMs + longest(reconnect)) +
      longest(rejoin) +
      joinTimeoutMs +
      10_000,
    isOnPlatformTime: random.chance(0.2),
  };
}

function topicsOf(random: Random): number {
  if (random.chance(1 / 2_000)) return random.between(500, 1_500);
  return random.chance(0.02) ? random.between(10, 60) : random.between(1, 4);
}

/** A url that has to be asked for: it comes at once, later, never, or with an error. */
function askedUrl(random: Random, isBad: () => boolean): () => string | Promise<string> {
  const url = 'ws://server.test/socket';
  return () => {
    if (isBad() && random.chance(0.1)) throw new Error('The url of the user throws.');
    if (isBad() && random.chance(0.1)) return new Promise(() => {});
    return random.chance(0.5) ? url : Promise.resolve(url);
  };
}
