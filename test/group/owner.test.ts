import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownerOf } from 'xstate-phoenix/group';

const names = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 12 });
const topics = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 50 });
const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const randomly = { seed: 15, numRuns: 300 };

/** The rule again, as the documentation of `ownerOf` has it, in whole numbers without an end. */
function weightOf(topic: string, member: string): bigint {
  const fnv1a = (text: string) =>
    new TextEncoder()
      .encode(text)
      .reduce((hash, byte) => ((hash ^ BigInt(byte)) * 0x01000193n) & 0xffffffffn, 0x811c9dc5n);
  const fmix32 = (hash: bigint) => {
    const once = ((hash ^ (hash >> 16n)) * 0x85ebca6bn) & 0xffffffffn;
    const twice = ((once ^ (once >> 13n)) * 0xc2b2ae35n) & 0xffffffffn;
    return twice ^ (twice >> 16n);
  };
  return fmix32(fnv1a(topic) ^ fmix32(fnv1a(member)));
}

describe('ownerOf', () => {
  it('is the member with the highest weight, by the rule that is written down', () => {
    fc.assert(
      fc.property(names, topics, (members, asked) => {
        for (const topic of asked) {
          const owner = ownerOf(topic, members) ?? '';
          const highest = members.map((member) => weightOf(topic, member)).reduce((a, b) => (a > b ? a : b));
          expect([owner, weightOf(topic, owner)]).toEqual([owner, highest]);
        }
      }),
      randomly,
    );
  });

  it('gives these answers for ever, since members may run different versions', () => {
    expect(
      ['sensor:1', 'sensor:2', 'sensor:3', 'zürich:☃'].map((topic) => ownerOf(topic, ['ana', 'bo', 'cy'])),
    ).toEqual(['ana', 'cy', 'cy', 'ana']);
    expect(ownerOf('room:lobby', numbered('worker-', 4))).toBe('worker-3');
  });

  it('does not depend on the order of the members, nor on how often one is there', () => {
    fc.assert(
      fc.property(names, topics, fc.func(fc.integer()), (members, asked, rank) => {
        const other = [...members, ...members].sort((one, two) => rank(one) - rank(two));
        for (const topic of asked) expect(ownerOf(topic, new Set(other))).toBe(ownerOf(topic, members));
        for (const topic of asked) expect(ownerOf(topic, other)).toBe(ownerOf(topic, members));
      }),
      randomly,
    );
  });

  it('moves only topics of a member that goes, or to one that comes', () => {
    fc.assert(
      fc.property(names, topics, (members, asked) => {
        const [gone, ...rest] = members;
        for (const topic of asked) {
          const owner = ownerOf(topic, members);
          if (owner !== gone) expect(ownerOf(topic, rest)).toBe(owner);
        }
      }),
      randomly,
    );
  });

  it('is undefined without members', () => {
    expect(ownerOf('sensor:1', [])).toBeUndefined();
  });

  it('is the one whose name comes first, if two have the same weight', () => {
    const [first, second] = ['worker-156qam', 'worker-g1s5k'] as const;
    expect(weightOf('any', first)).toBe(weightOf('any', second));
    for (const topic of numbered('sensor:', 20)) {
      expect(ownerOf(topic, [first, second])).toBe(first);
      expect(ownerOf(topic, [second, first])).toBe(first);
    }
  });

  it.each([
    ['sensor:', 'worker-', 2_000, 4],
    ['sensor:', 'worker-', 20_000, 10],
    ['', '', 5_000, 30],
    ['room:', 'room:', 2_000, 3],
    ['a', 'b', 2_000, 7],
  ])(
    'gives each of the members its part, within five times its root: %s and %s, %i of %i',
    (topic, member, count, size) => {
      const members = numbered(member, size);
      const counts = new Map(members.map((name) => [name, 0]));
      for (const one of numbered(topic, count)) {
        const owner = ownerOf(one, members) ?? '';
        counts.set(owner, (counts.get(owner) ?? 0) + 1);
      }
      const part = count / size;
      for (const [name, had] of counts)
        expect([name, Math.abs(had - part) < 5 * Math.sqrt(part)]).toEqual([name, true]);
    },
  );
});
