import { describe, expect, it } from 'vitest';
import { syncDiff, syncState } from 'xstate-phoenix/presence';
import { entries, meta, refsOf } from './metas.ts';

const present = entries({ ana: ['1'], bo: ['2', '3'] });

/** Throws when anything in it is changed. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

describe('syncDiff()', () => {
  it('adds who joins behind those who are there, and takes away who leaves', () => {
    const diff = { joins: entries({ bo: ['4'], cy: ['5'] }), leaves: entries({ ana: ['1'], bo: ['2'] }) };
    const { state, joins, leaves } = syncDiff(present, diff);
    expect(refsOf(state)).toEqual({ bo: ['3', '4'], cy: ['5'] });
    expect(refsOf(joins)).toEqual({ bo: ['4'], cy: ['5'] });
    expect(refsOf(leaves)).toEqual({ ana: ['1'], bo: ['2'] });
  });

  it('changes nothing of what it is given', () => {
    const diff = frozen({ joins: entries({ bo: ['4'] }), leaves: entries({ ana: ['1'] }) });
    expect(refsOf(syncDiff(frozen(structuredClone(present)), diff).state)).toEqual({ bo: ['2', '3', '4'] });
  });

  it('keeps the objects of those who stay', () => {
    const { state } = syncDiff(present, { joins: entries({ cy: ['5'] }), leaves: {} });
    expect(state).not.toBe(present);
    expect(state.ana).toBe(present.ana);
    expect(state.bo).toBe(present.bo);
    const [first] = syncDiff(present, { joins: entries({ bo: ['4'] }), leaves: {} }).state.bo?.metas ?? [];
    expect(first).toBe(present.bo?.metas[0]);
  });

  it('returns the state that it was given if nobody is new and nobody is gone', () => {
    const diff = { joins: entries({ ana: ['1'] }), leaves: entries({ ana: ['9'], dee: ['1'] }) };
    expect(syncDiff(present, diff)).toEqual({ state: present, joins: {}, leaves: {} });
    expect(syncDiff(present, diff).state).toBe(present);
  });

  it('lets nobody leave whose ref is another one', () => {
    const diff = { joins: {}, leaves: entries({ bo: ['9', '3'] }) };
    const { state, leaves } = syncDiff(present, diff);
    expect(refsOf(state).bo).toEqual(['2']);
    expect(refsOf(leaves)).toEqual({ bo: ['3'] });
  });

  it('keeps the other fields of an entry: those of the last join', () => {
    const joins = { ana: { metas: [meta('4')], user: { name: 'Ana' } } };
    const { state } = syncDiff(present, { joins, leaves: entries({ ana: ['1'] }) });
    expect(state.ana).toEqual({ metas: [meta('4')], user: { name: 'Ana' } });
  });

  it('takes any string for a key', () => {
    const keys = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', ''];
    const joins = entries(Object.fromEntries(keys.map((key, index) => [key, [String(index)]])));
    const { state } = syncDiff({}, { joins, leaves: {} });
    expect(Object.keys(state).sort()).toEqual([...keys].sort());
    expect(Object.getPrototypeOf(state)).toBe(null);
    expect(syncDiff(state, { joins: {}, leaves: joins }).state).toEqual({});
    expect(Object.keys(syncDiff(state, { joins: {}, leaves: {} }).state)).toHaveLength(keys.length);
  });

  it('takes states with and without a prototype', () => {
    const bare = Object.assign(Object.create(null), present);
    const diff = { joins: entries({ constructor: ['7'] }), leaves: entries({ toString: ['1'] }) };
    expect(refsOf(syncDiff(bare, diff).state)).toEqual(refsOf(syncDiff(present, diff).state));
  });

  it('throws at what is no diff', () => {
    expect(() => syncDiff(present, JSON.parse('null'))).toThrow(TypeError);
    expect(() => syncDiff(present, JSON.parse('{"joins":{}}'))).toThrow(TypeError);
  });
});

describe('syncState()', () => {
  it('adds who is new, and takes away who is gone', () => {
    const { state, joins, leaves } = syncState(present, entries({ bo: ['3', '4'], cy: ['5'] }));
    expect(refsOf(state)).toEqual({ bo: ['3', '4'], cy: ['5'] });
    expect(refsOf(joins)).toEqual({ bo: ['4'], cy: ['5'] });
    expect(refsOf(leaves)).toEqual({ ana: ['1'], bo: ['2'] });
  });

  it('changes nothing of what it is given, and keeps the objects of those who stay', () => {
    const next = frozen(entries({ ana: ['1'], bo: ['3'] }));
    const before = frozen(structuredClone(present));
    const { state } = syncState(before, next);
    expect(state.ana).toBe(before.ana);
    expect(refsOf(state).bo).toEqual(['3']);
  });

  it('returns the state that it was given if it holds the same', () => {
    expect(syncState(present, structuredClone(present)).state).toBe(present);
  });

  it('takes away a key that every object inherits', () => {
    const before = entries({ constructor: ['1'], __proto: ['2'] });
    expect(refsOf(syncState(before, entries({ ana: ['3'] })).state)).toEqual({ ana: ['3'] });
  });
});
