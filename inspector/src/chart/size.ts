import type { StateBox } from './graph.ts';

/** Sizes in px. Widths are those of a monospaced font, which are known without one. */
export const size = {
  name: 13,
  nameLine: 20,
  text: 10.5,
  line: 14,
  /** The width of a character is this share of its size, the one of most monospaced fonts. */
  character: 0.6,
  padding: 10,
  dot: 9,
} as const;

/** The room that lines of text need. */
export function textSize(lines: readonly string[]) {
  const longest = Math.max(0, ...lines.map((line) => line.length));
  return { width: Math.ceil(longest * size.text * size.character) + 6, height: lines.length * size.line + 2 };
}

/** A state's name, and under it what happens inside. */
export function headerSize({ name, inside }: StateBox) {
  const text = textSize(inside);
  const width = Math.max(Math.ceil(name.length * size.name * size.character), text.width) + 2 * size.padding;
  return { width, height: size.nameLine + (inside.length > 0 ? text.height + 4 : 0) + size.padding };
}
