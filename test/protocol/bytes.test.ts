import { describe, expect, it } from 'vitest';
import { byteLengthOf } from '../../src/protocol/bytes.ts';

describe('the bytes that a message takes on the wire', () => {
  it.each<[string, string, number]>([
    ['the last character of one byte', '\u007f', 1],
    ['the first of two bytes', '\u0080', 2],
    ['the last of two bytes', '\u07ff', 2],
    ['the first of three bytes', '\u0800', 3],
    ['the last before the surrogates', '\ud7ff', 3],
    ['the first after the surrogates', '\ue000', 3],
    ['the last of three bytes', '\uffff', 3],
    ['the first pair of surrogates', '\u{10000}', 4],
    ['the last pair of surrogates', '\u{10ffff}', 4],
    ['the first high half with the last low half', '\u{103ff}', 4],
  ])('are counted as UTF-8 has them: %s', (_, text, bytes) => {
    expect(byteLengthOf(text)).toBe(bytes);
    expect(byteLengthOf(text)).toBe(new TextEncoder().encode(text).length);
  });

  it('are those of a buffer or of the part that a view shows, and none for anything else', () => {
    const buffer = new ArrayBuffer(8);
    expect([buffer, new Uint8Array(buffer, 2, 3), new DataView(buffer, 4), null, 7].map(byteLengthOf)).toEqual([
      8, 3, 4, 0, 0,
    ]);
  });
});
