import ts from 'typescript';
import type { Mutant } from './mutant.ts';

/** Where in a chart something stands: in words for the name of a mutant, and as the path of its state where it has one. */
export interface Place {
  readonly words: readonly string[];
  readonly state: readonly string[] | undefined;
}

/** One word further in. */
export function inside(place: Place, word: string): Place {
  return { ...place, words: [...place.words, word] };
}

/** The small changes that a source is given, each a mutant. */
export class Edits {
  readonly made: Mutant[] = [];
  readonly #source: ts.SourceFile;
  readonly #chart: string;

  constructor(source: ts.SourceFile) {
    this.#source = source;
    this.#chart = source.fileName.split('/').at(-1)?.split('.')[0] ?? '';
  }

  replace(node: ts.Node, put: string, place: Place, what: string): void {
    this.#note(node.getStart(), node.end, put, place, what);
  }

  /** Leaves a node out, with the comma behind it. */
  remove(node: ts.Node, place: Place): void {
    const comma = /^\s*, */.exec(this.#source.text.slice(node.end))?.[0] ?? '';
    this.#note(node.getStart(), node.end + comma.length, '', place, 'left out');
  }

  /** Leaves out each item of a list in turn. */
  removeEach(list: ts.ArrayLiteralExpression, place: Place): void {
    list.elements.forEach((item, index) => {
      this.remove(item, inside(place, `${index} ${brief(item)}`.trim()));
    });
  }

  /** Swaps the first two items of a list. */
  swap({ elements: [first, second] }: ts.ArrayLiteralExpression, place: Place): void {
    if (!first || !second) return;
    const between = this.#source.text.slice(first.end, second.getStart());
    const put = second.getText() + between + first.getText();
    this.#note(first.getStart(), second.end, put, place, 'swapped with the next');
  }

  #note(at: number, end: number, put: string, { words }: Place, what: string): void {
    const { fileName: file, text } = this.#source;
    const name = `${[this.#chart, ...words].join(' > ')}: ${what}`;
    this.made.push({ name, kind: 'chart', file, at, find: text.slice(at, end), put });
  }
}

/** An action in a word. */
function brief(item: ts.Expression): string {
  if (ts.isStringLiteral(item)) return item.text;
  return /type: '(\w+)'/.exec(item.getText())?.[1] ?? '';
}
