/** Phoenix ignores the lines after the hundredth. */
const MAX_LINES = 100;
/** Phoenix reads at most 8 MB of a body, so another one begins long before. */
const FULL = 1_000_000;

/** The body of a POST: that many lines, or one text without lines. */
export interface Letter {
  text: string;
  lines: number;
}

/**
 * Adds a message to the last letter if it fits there. Phoenix takes a line that does not begin with `[` for base64, so
 * the texts of version 1 go one by one.
 *
 * @returns How long it is, with the end of its line.
 */
export function write(letters: Letter[], data: string | ArrayBuffer): number {
  const text = typeof data === 'string' ? data : base64(data);
  const isLine = text !== data || /^\[[^\n]*$/.test(text);
  const last = letters.at(-1);
  if (isLine && last?.lines && last.lines < MAX_LINES && last.text.length < FULL) {
    last.text += `\n${text}`;
    last.lines += 1;
  } else letters.push({ text, lines: Number(isLine) });
  return text.length + 1;
}

function base64(data: ArrayBuffer): string {
  return btoa(new Uint8Array(data).reduce((text, byte) => text + String.fromCharCode(byte), ''));
}
