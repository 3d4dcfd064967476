import { size } from './size.ts';

/** A line of text, cut at its arrows. The arrows are drawn as paths, because many fonts have no such glyph. */
export interface Drawn {
  readonly pieces: readonly { readonly text: string; readonly x: number; readonly length: number }[];
  readonly ways: readonly string[];
}

/**
 * Cuts a line of text that begins at a point. Each piece gets a place of its own, so the width of the font does not
 * matter.
 */
export function drawn(line: string, x: number, y: number, character = size.text * size.character): Drawn {
  const pieces = [...line.matchAll(/[^→\s](?:[^→]*[^→\s])?/g)].map(({ 0: text, index }) => ({
    text,
    x: round(x + index * character),
    length: round(text.length * character),
  }));
  const ways = [...line.matchAll(/→/g)].map(
    ({ index }) => `M${round(x + index * character)} ${round(y - 3.6)}h${round(character)}m-2.4 -2.4l2.4 2.4l-2.4 2.4`,
  );
  return { pieces, ways };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
