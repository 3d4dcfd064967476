import type { Random } from '../proof/random.ts';

/** A secret. No message of the library may quote it. */
export const MARK = 'smuggled';

const texts = [
  '',
  ' ',
  '*',
  '\0',
  '\ufeff',
  '\u2028',
  '\ud83d',
  '\udca9\ud83d',
  '💩',
  'ß'.repeat(130),
  '__proto__',
  'constructor',
  'toString',
  'then',
  'phoenix',
  'room:lobby',
  'phx_join',
  'phx_leave',
  'phx_reply',
  'phx_close',
  'phx_error',
  'heartbeat',
  'presence_diff',
  'xstate.init',
  'xstate.stop',
  'done.invoke.x',
  'message',
  'joined',
  'null',
  'NaN',
  '-0',
  '1e400',
  '9007199254740993',
  '0x10',
  '%',
  '%ff',
  'a[b][]=c&d',
  '../..',
  '\r\nx: y',
  MARK,
] as const;

/** A text that may cause trouble. */
export function oddText(random: Random): string {
  const kind = random.int(20);
  if (kind < 14) return random.pick(texts);
  if (kind < 17) return random.pick(texts) + random.pick(texts);
  if (kind < 19) return randomText(random, random.int(20));
  return random.pick(texts).repeat(random.int(300));
}

/**
 * The same for a key with any value under it. A `then` would make a promise of it, whose own failures are for nobody
 * else to hear; those that matter are drawn on purpose.
 */
export function oddKey(random: Random): string {
  const key = oddText(random);
  return key === 'then' ? 'than' : key;
}

/** Random UTF-16 code units, mostly ASCII. */
export function randomText(random: Random, length: number): string {
  let text = '';
  for (let at = 0; at < length; at += 1)
    text += String.fromCharCode(random.chance(0.8) ? random.between(32, 126) : random.int(0x10000));
  return text;
}
