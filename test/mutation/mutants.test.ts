import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { chartMutants } from './chart.mutants.ts';
import { mutantsOf } from './code.mutants.ts';
import { mutated, sourceOf } from './mutant.ts';
import { listMutants } from './mutants.ts';
import { survivors } from './survivors.ts';

const mutants = listMutants();

describe('the mutants', () => {
  it('have a name each', () => {
    const names = mutants.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('change their source', () => {
    const same = mutants.filter((mutant) => mutated(mutant, sourceOf(mutant.file)) === sourceOf(mutant.file));
    expect(same.map(({ name }) => name)).toEqual([]);
  });

  it('leave a source that can be read', async () => {
    await Promise.all(mutants.map((mutant) => transform(mutated(mutant, sourceOf(mutant.file)), { loader: 'ts' })));
  }, 60_000);

  it('that may survive are among them, each with a reason', () => {
    const names = new Set(mutants.map(({ name }) => name));
    expect(Object.entries(survivors).filter(([name, reason]) => !names.has(name) || reason === '')).toEqual([]);
  });
});

describe('a mistake that is listed', () => {
  const read = () => 'const one = 1; const two = 1 + 1;';

  it('replaces what it finds', () => {
    const [mutant] = mutantsOf({ 'x.ts': [['one = 1', 'one = 2', 'one is two']] }, read);
    expect(mutant && mutated(mutant, read())).toBe('const one = 2; const two = 1 + 1;');
    expect(mutant).toMatchObject({ name: 'x.ts > one is two', file: 'src/x.ts' });
  });

  it('is an error when it finds nothing, or more than one place', () => {
    expect(() => mutantsOf({ 'x.ts': [['three', '', 'gone']] }, read)).toThrow('finds nothing');
    expect(() => mutantsOf({ 'x.ts': [['const', 'let', 'loose']] }, read)).toThrow('finds more than one place');
  });

  it('is an error when its source has become another', () => {
    const [mutant] = mutantsOf({ 'x.ts': [['one = 1', 'one = 2', 'one is two']] }, read);
    expect(() => mutant && mutated(mutant, `// ${read()}`)).toThrow('does not fit this source');
  });
});

describe('a chart', () => {
  const chart = `
    const shut = { target: '#door.closed', actions: 'slam' } as const;
    export const door = machine.createMachine({
      initial: 'closed',
      states: {
        closed: { entry: 'lock', on: { open: [{ guard: 'isKnown', target: 'ajar' }, shut] } },
        ajar: { tags: 'light', after: { patience: 'wide' }, always: { guard: not('isWindy'), target: 'wide', reenter: true } },
        wide: { type: 'final', exit: [{ type: 'creak', params: true }, 'sigh'] },
      },
    });`;
  const made = chartMutants('door.machine.ts', chart);

  it.each([
    ['door > shut > target: to #door.ajar', "target: '#door.ajar', actions: 'slam'"],
    ['door > shut > target: left out', "const shut = { actions: 'slam' }"],
    ['door > shut > actions: left out', "const shut = { target: '#door.closed',  }"],
    ['door > initial: to ajar', "initial: 'ajar'"],
    ['door > closed > entry: left out', 'closed: { on:'],
    ['door > closed > on > open: left out', 'on: {  } }'],
    ['door > closed > on > open > 0: left out', 'open: [shut]'],
    ['door > closed > on > open > 1: left out', "open: [{ guard: 'isKnown', target: 'ajar' }, ]"],
    ['door > closed > on > open: swapped with the next', "open: [shut, { guard: 'isKnown', target: 'ajar' }]"],
    ['door > closed > on > open > 0 > guard: left out', "open: [{ target: 'ajar' }, shut]"],
    ['door > closed > on > open > 0 > target: to wide', "guard: 'isKnown', target: 'wide'"],
    ['door > ajar > tags: left out', 'ajar: { after:'],
    ['door > ajar > after > patience: left out', 'after: {  }'],
    ['door > ajar > after > patience: to closed', "patience: 'closed'"],
    ['door > ajar > always > guard: turned round', "guard: 'isWindy'"],
    ['door > ajar > always > reenter: left out', "target: 'wide',  }"],
    ['door > wide > type: left out', 'wide: { exit:'],
    ['door > wide > exit > 0 creak: left out', "exit: ['sigh']"],
    ['door > wide > exit: params flipped', 'params: false'],
  ])('is given the mistake "%s"', (name, text) => {
    const mutant = made.find((one) => one.name === name);
    expect(mutant && mutated(mutant, chart)).toContain(text);
  });

  it('is given all of them and no others', () => {
    expect(made).toHaveLength(25);
  });
});

describe('transitions on their own', () => {
  const made = chartMutants(
    'door.transitions.ts',
    `export const doorTransitions = { knock: { actions: 'answer' }, ring: calls('chime'), '*': { guard: 'isLoud', ...calls('wake') } } as const;
    function calls(type) { return { actions: { type } } }`,
  );

  it('are left out one by one, and lose their guards', () => {
    expect(made.map(({ name, find }) => [name, find])).toEqual([
      ['door > doorTransitions > knock: left out', "knock: { actions: 'answer' }, "],
      ['door > doorTransitions > ring: left out', "ring: calls('chime'), "],
      ['door > doorTransitions > *: left out', "'*': { guard: 'isLoud', ...calls('wake') }"],
      ['door > doorTransitions > * > guard: left out', "guard: 'isLoud', "],
      ["door > doorTransitions > * > ...calls('wake'): left out", "...calls('wake')"],
    ]);
  });
});
