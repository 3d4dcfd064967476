import { describe, expect, it } from 'vitest';
import { circlesOf } from '../../scripts/structure/circles.ts';
import { importsOf, readHouse } from '../../scripts/structure/modules.ts';
import { drawRooms } from '../../scripts/structure/rooms.ts';

/** Files by one letter each: `a: 'bc'` imports b and c. */
const lettersOf = (files: Readonly<Record<string, string>>) =>
  new Map(Object.entries(files).map(([file, targets]) => [file, [...targets]]));

describe('the repository', () => {
  it('has no files that import each other in a circle, types included', () => {
    const folders = [
      'src',
      'test',
      'examples',
      'bench',
      'scripts',
      'inspector/src',
      'inspector/page',
      'inspector/test',
    ];
    const imports = importsOf(readHouse(folders));
    expect(imports.size).toBeGreaterThan(500);
    expect(circlesOf(imports)).toEqual([]);
  });
});

describe('a circle of imports', () => {
  it.each([
    ['of two', { a: 'b', b: 'a' }, [['a', 'b']]],
    ['of a file with itself', { a: 'a' }, [['a']]],
    ['behind a way that leads to it', { a: 'b', b: 'c', c: 'd', d: 'b' }, [['b', 'c', 'd']]],
    ['of two circles that share a file', { a: 'bc', b: 'a', c: 'a' }, [['a', 'b', 'c']]],
    [
      'beside another one',
      { a: 'b', b: 'ac', c: 'd', d: 'c' },
      [
        ['c', 'd'],
        ['a', 'b'],
      ],
    ],
  ])('is found: one %s', (_, files, circles) => {
    expect(circlesOf(lettersOf(files))).toEqual(circles);
  });

  it.each([
    ['where two ways lead to one file', { a: 'bc', b: 'd', c: 'd', d: '' }],
    ['where a later file imports one that is done with', { a: 'b', b: '', c: 'ab' }],
    ['with what is no file of the house', { a: 'xy', b: 'a' }],
  ])('is not seen %s', (_, files) => {
    expect(circlesOf(lettersOf(files))).toEqual([]);
  });

  it('is seen through types, exports and dynamic imports', () => {
    const house = new Map([
      ['x/a.ts', `import type { B } from './b.ts'`],
      ['x/b.ts', `export { c } from '../y/c.ts'`],
      ['y/c.ts', `const a = await import('../x/a.ts')`],
    ]);
    expect(circlesOf(importsOf(house))).toEqual([['x/a.ts', 'x/b.ts', 'y/c.ts']]);
    expect(drawRooms(importsOf(house))).toBe(
      ['flowchart BT', '  x["x (2 files)"]', '  y["y (1 files)"]', '  x -->|1| y', '  y -->|1| x'].join('\n'),
    );
  });
});
