import type { StateBox } from './graph.ts';

/** Sizes in px. The font is monospaced, so widths are known without measuring. */
export const size = {
  name: 13,
  nameLine: 20,
  text: 10.5,
  line: 14,
  /** The width of a character, divided by the size of the font. Most monospaced fonts have this. */
  character: 0.6,
  padding: 10,
  dot: 9,
} as const;

/** The size of lines of text. */
export function textSize(lines: readonly string[]) {
  const longest = Math.max(0, ...lines.map((line) => line.length));
  return { width: Math.ceil(longest * size.text * size.character) + 6, height: lines.length * size.line + 2 };
}

/** The size of a state's name and of the lines below it. */
export function headerSize({ name, inside }: StateBox) {
  const text = textSize(inside);
  const width = Math.max(Math.ceil(name.length * size.name * size.character), text.width) + 2 * size.padding;
  return { width, height: size.nameLine + (inside.length > 0 ? text.height + 4 : 0) + size.padding };
}
