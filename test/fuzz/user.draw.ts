import type { Random } from '../proof/random.ts';
import { hostile } from './hostile.ts';
import { oddText } from './texts.ts';

/** A name that may be any text, and need not be one. */
export const text = (random: Random): unknown => (random.chance(0.7) ? oddText(random) : hostile(random));

/** What may be listened to, or may not. */
export const heardBy = (random: Random): unknown =>
  random.chance(0.3) ? random.pick<unknown>([/e/, /e/g, /e/y, () => true, listenerOf(random)]) : text(random);

/** The topic of the scene, mostly another one, and never that of the witness. */
export function topicOf(random: Random): unknown {
  return random.chance(0.4) ? 'room:used' : text(random);
}

/** Options that are right, wrong, or throw when they are read. */
export function options(random: Random, keys: readonly string[]): unknown {
  if (random.chance(0.15)) return hostile(random);
  return Object.fromEntries(keys.filter(() => random.chance(0.4)).map((key) => [key, optionOf(random, key)]));
}

export function optionOf(random: Random, key: string): unknown {
  if (random.chance(0.4)) return hostile(random);
  if (key === 'signal')
    return random.pick([() => AbortSignal.abort(), abortedSoon, () => new AbortController().signal])();
  if (key === 'whenNotJoined') return random.pick(['buffer', 'reject']);
  return key.endsWith('Ms') ? random.pick([0, 1, 50]) : hostile(random);
}

/** A signal that fires when the call it is given to has begun. */
function abortedSoon(): AbortSignal {
  const controller = new AbortController();
  queueMicrotask(() => controller.abort());
  return controller.signal;
}

/** A listener is a function; what it does is its own affair. */
export function listenerOf(random: Random): () => unknown {
  const value = hostile(random);
  return typeof value === 'function' ? (value as () => unknown) : () => value;
}
