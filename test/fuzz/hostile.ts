import type { Random } from '../proof/random.ts';
import { MARK, oddKey, oddText } from './texts.ts';

/** The error that a trap throws. It may come back as a cause, but no message may quote it. */
export class Trap extends Error {
  override readonly name = 'Trap';

  constructor() {
    super(`a trap with ${MARK}`);
  }
}

function spring(): never {
  throw new Trap();
}

/** A value that a program without types may pass: of the wrong kind, or one that throws when it is read. */
export function hostile(random: Random, depth = 2): unknown {
  return random.pick(random.chance(0.6) ? odd : biting)(random, depth);
}

/** A value without traps: of the wrong kind at most. */
export function oddValue(random: Random, depth = 2): unknown {
  return random.pick(odd)(random, depth);
}

type Draw = (random: Random, depth: number) => unknown;

const numbers = [0, -0, 1, -1, 0.5, 1e-320, 2 ** 31 - 1, 2 ** 31, 2 ** 53, Number.NaN, Infinity, -Infinity];

const odd: readonly Draw[] = [
  (random) => random.pick(numbers),
  (random) => random.pick(numbers),
  oddText,
  oddText,
  () => undefined,
  () => null,
  (random) => random.chance(0.5),
  () => 10n ** 30n,
  () => Symbol(MARK),
  () => ({}),
  () => [],
  () => Object.create(null),
  () => new Date(Number.NaN),
  () => new Map([[MARK, MARK]]),
  () => new URL(`ws://server.test/${MARK}`),
  () => new URLSearchParams({ token: MARK }),
  () => /x/g,
  () => new Error(MARK),
  () => new Uint8Array([1, 2, 3]),
  () => new ArrayBuffer(8),
  () => new Blob([MARK]),
  () => new Array(5_000),
  () => AbortSignal.abort(MARK),
  () => new AbortController().signal,
  () => Object('boxed'),
  () => class {},
  () => nested(300),
  () => circle(),
  (random, depth) => () => (depth > 0 ? oddValue(random, depth - 1) : undefined),
  (random, depth) => Promise.resolve(depth > 0 ? oddValue(random, depth - 1) : undefined),
  (random, depth) => Array.from({ length: random.int(5) }, () => (depth > 0 ? oddValue(random, depth - 1) : 0)),
  (random, depth) => record(random, () => (depth > 0 ? oddValue(random, depth - 1) : MARK)),
  (random, depth) => record(random, () => (depth > 0 ? oddValue(random, depth - 1) : MARK)),
];

const biting: readonly Draw[] = [
  () => spring,
  () => async () => spring(),
  () => () => new Promise(() => {}),
  () => heard(Promise.reject(new Trap())),
  () => Object.defineProperty({}, 'then', { get: spring }),
  // biome-ignore lint/suspicious/noThenProperty: a thenable that lies is the point
  () => ({ then: spring }),
  // biome-ignore lint/suspicious/noThenProperty: as above
  () => ({ then: (yes: (value: unknown) => void, no: (error: unknown) => void) => [yes(1), no(new Trap()), yes(2)] }),
  () => ({ toJSON: spring }),
  () => ({ toString: spring, valueOf: spring }),
  () => ({ toString: 1, valueOf: 1 }),
  () => ({ [Symbol.toPrimitive]: spring }),
  () => ({ [Symbol.toStringTag]: 'ArrayBuffer', byteLength: 3 }),
  () => Object.defineProperty({}, Symbol.toStringTag, { get: spring }),
  () => new Proxy({}, new Proxy({}, { get: spring })),
  () => new Proxy(() => {}, new Proxy({}, { get: spring })),
  () => new Proxy([], { get: spring }),
  () => new Proxy({}, { ownKeys: spring }),
  () => new Proxy({}, { getPrototypeOf: spring }),
  () => revoked({}),
  () => revoked([]),
  () => revoked(() => {}),
  () => detached(),
  () => ({ aborted: false, addEventListener: spring, removeEventListener: spring }),
  (random, depth) => () => (depth > 0 ? hostile(random, depth - 1) : spring()),
  (random, depth) => Array.from({ length: random.int(5) }, () => (depth > 0 ? hostile(random, depth - 1) : 0)),
  (random, depth) => record(random, () => (depth > 0 ? hostile(random, depth - 1) : MARK)),
  (random) => Object.defineProperty({}, oddText(random), { enumerable: true, get: spring }),
];

function record(random: Random, value: () => unknown): object {
  return Object.fromEntries(Array.from({ length: random.int(4) }, () => [oddKey(random), value()]));
}

function circle(): object {
  const circle: unknown[] = [];
  circle.push({ circle });
  return circle;
}

function nested(depth: number): object {
  let value = {};
  for (let left = depth; left > 0; left -= 1) value = { value };
  return value;
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function detached(): ArrayBuffer {
  const bytes = new ArrayBuffer(8);
  structuredClone(bytes, { transfer: [bytes] });
  return bytes;
}

/** A rejection that is handled. Promises that are derived from it are not. */
function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
