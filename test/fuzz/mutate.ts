import type { Random } from '../proof/random.ts';
import { oddText, randomText } from './texts.ts';

/** Pieces of JSON that a frame may be broken with. */
const pieces = [
  'null',
  'true',
  '0',
  '-0',
  '1e999',
  '[]',
  '{}',
  '""',
  '"__proto__":{}',
  '"\\ud800"',
  '\\u0000',
  '[[[[[[',
  ']]',
  '{"a":',
  '"status":"ok"',
  '"response":{}',
  '"status":1',
  ',',
  ':',
  '"',
  '\\',
  '\n',
  '\ufeff',
];

/** Breaks a text in up to four places. `other` is what it may be crossed with. */
export function mutateText(random: Random, text: string, other: string): string {
  let mutated = text;
  for (let left = random.between(1, 4); left > 0; left -= 1) mutated = mutateOnce(random, mutated, other);
  return mutated;
}

function mutateOnce(random: Random, text: string, other: string): string {
  const at = random.int(text.length + 1);
  const to = Math.min(text.length, at + random.int(random.chance(0.5) ? 3 : 30));
  switch (random.int(9)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(to);
    case 2:
      return text.slice(0, to) + text.slice(at, to).repeat(random.between(1, 3)) + text.slice(to);
    case 3:
      return text.slice(0, at) + random.pick(pieces) + text.slice(at);
    case 4:
      return text.slice(0, at) + random.pick(pieces) + text.slice(to);
    case 5:
      return text.slice(0, at) + randomText(random, random.between(1, 3)) + text.slice(at + 1);
    case 6:
      return text.slice(0, at) + JSON.stringify(oddText(random)) + text.slice(to);
    case 7:
      return text.slice(0, at) + other.slice(random.int(other.length + 1));
    default:
      return text.slice(0, at) + '['.repeat(random.int(2_000)) + text.slice(at);
  }
}

/** Breaks bytes in up to four places; often in the head, where the lengths are. */
export function mutateBytes(random: Random, bytes: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  let mutated: Uint8Array<ArrayBuffer> = Uint8Array.from(bytes);
  for (let left = random.between(1, 4); left > 0; left -= 1) mutated = mutateBytesOnce(random, mutated, other);
  return mutated;
}

function mutateBytesOnce(random: Random, bytes: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = random.int((random.chance(0.6) ? Math.min(6, bytes.length) : bytes.length) + 1);
  const mutated = Uint8Array.from(bytes);
  switch (random.int(6)) {
    case 0:
      return mutated.slice(0, at);
    case 1:
      if (at < mutated.length) mutated[at] = random.int(256);
      return mutated;
    case 2:
      if (at < mutated.length) mutated[at] = (mutated[at] ?? 0) + random.pick([1, -1, 2, -2, 128]);
      return mutated;
    case 3:
      return joined(mutated.slice(0, at), Uint8Array.of(random.int(256)), mutated.slice(at));
    case 4:
      return joined(mutated.slice(0, at), mutated.slice(at + 1 + random.int(3)));
    default:
      return joined(mutated.slice(0, at), other.slice(random.int(other.length + 1)));
  }
}

/** Bytes one behind the other, in a buffer of their own. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
