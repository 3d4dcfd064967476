import { size } from './size.ts';

/** A line of text in pieces, whose arrows are ways to draw: many fonts have no such glyph. */
export interface Drawn {
  readonly pieces: readonly { readonly text: string; readonly x: number; readonly length: number }[];
  readonly ways: readonly string[];
}

/** How a line of text is drawn that begins at a point: each piece at its place, whatever the font makes of those before it. */
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
