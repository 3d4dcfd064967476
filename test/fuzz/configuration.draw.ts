import { v1, v2 } from 'xstate-phoenix';
import type { Random } from '../proof/random.ts';
import { hostile } from './hostile.ts';
import { MARK, oddKey, oddText } from './texts.ts';

type Draw = (random: Random) => unknown;

const delays: Draw = (random) =>
  random.pick([
    () => [10, 20],
    () => [0],
    () => [0.5, 2 ** 31 - 1],
    () => (attempt: number) => attempt * 10,
    () => () => hostile(random),
    () => [],
    () => [10, -1, Number.NaN, MARK],
  ])();

const milliseconds: Draw = (random) => random.pick([0, 1, 0.1, 50, 10_000, 2 ** 31 - 1, 2 ** 31, -1, Number.NaN, '50']);

const policy: Draw = (random) =>
  random.pick([() => () => true, () => () => false, () => () => undefined, () => () => hostile(random)])();

/** Every option, with values that are right or nearly so. */
export const options: Readonly<Record<string, Draw>> = {
  url: (random) =>
    random.pick([
      () => `ws://server.test/socket?token=${MARK}`,
      () => 'wss://server.test/socket/websocket',
      () => new URL('http://server.test/socket'),
      () => () => `ws://server.test/${MARK}`,
      () => async () => 'ws://server.test/socket',
      () => `//server.test/${MARK}`,
      () => oddText(random),
    ])(),
  params: (random) =>
    random.pick([
      () => ({ token: MARK }),
      () => ({ a: { b: [1, [2], { c: MARK }] } }),
      () => () => ({ token: MARK }),
      () => ({ vsn: MARK }),
      () => ({ [oddKey(random)]: hostile(random) }),
    ])(),
  authToken: (random) => random.pick([() => MARK, () => () => MARK, () => '~~~???', () => oddText(random)])(),
  headers: (random) =>
    random.pick([
      () => ({ authorization: MARK }),
      () => ({ [MARK]: `${MARK}\n` }),
      () => ({ [`${MARK}:`]: 'x' }),
      () => () => ({ authorization: MARK }),
      () => ({ x: hostile(random) }),
    ])(),
  reconnectAfterMs: delays,
  rejoinAfterMs: delays,
  jitter: (random) => random.pick([0, 0.5, 1, 1.1, -0, Number.NaN, '50']),
  maxAttempts: (random) => random.pick([1, 3, Infinity, 0, 1.5]),
  heartbeatIntervalMs: milliseconds,
  heartbeatTimeoutMs: milliseconds,
  connectTimeoutMs: milliseconds,
  joinTimeoutMs: milliseconds,
  pushTimeoutMs: milliseconds,
  leaveTimeoutMs: milliseconds,
  stableAfterMs: milliseconds,
  whenNotJoined: (random) => random.pick(['buffer', 'reject', 'drop']),
  pushBuffer: (random) =>
    random.pick([() => ({ max: 2, overflow: 'drop-oldest' }), () => ({ max: 0 }), () => ({ mix: 1 }), () => ({})])(),
  maxBufferedAmount: (random) => random.pick([0, 1, Infinity, -1, Number.NaN]),
  shouldReconnect: policy,
  shouldRejoin: policy,
  serializer: (random) =>
    random.pick([
      () => v1(),
      () => v2({ parse: () => hostile(random), stringify: () => String(MARK) }),
      () => ({ vsn: '1', encode: () => hostile(random), decode: () => hostile(random) }),
      () => ({
        vsn: '1',
        encode: () => 'x',
        decode: () => ['1', '1', 'room', 'x', {}],
        capture: () => hostile(random),
      }),
      () => ({ vsn: '', encode: 1 }),
    ])(),
  autoConnect: (random) => random.pick([true, true, true, false, 1]),
};

/** An input of a client: a few options, right, nearly right or hostile; now and then something else altogether. */
export function drawInput(random: Random): unknown {
  if (random.chance(0.03)) return hostile(random);
  const input: Record<PropertyKey, unknown> = random.chance(0.05) ? Object.create(null) : {};
  if (random.chance(0.95)) input.url = random.chance(0.7) ? 'ws://server.test/socket' : options.url?.(random);
  const broken = random.chance(0.5);
  for (let left = random.int(5); left > 0; left -= 1) {
    const key = random.pick(Object.keys(options));
    input[key] = broken && random.chance(0.5) ? hostile(random) : options[key]?.(random);
  }
  if (!broken) return input;
  // Defined and not assigned: "__proto__" is a key like any other.
  if (random.chance(0.1)) define(input, oddKey(random), hostile(random));
  if (random.chance(0.05)) define(input, Symbol(MARK), MARK);
  if (random.chance(0.1))
    Object.defineProperty(input, random.pick(Object.keys(options)), {
      configurable: true,
      enumerable: random.chance(0.8),
      get: () => hostile(random.fork('got')),
    });
  if (random.chance(0.05))
    Object.defineProperty(input, random.pick(Object.keys(options)), {
      configurable: true,
      enumerable: true,
      get: () => {
        throw new Error(`a getter with ${MARK}`);
      },
    });
  return input;
}

function define(input: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(input, key, { configurable: true, enumerable: true, writable: true, value });
}
