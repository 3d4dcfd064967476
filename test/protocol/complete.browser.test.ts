import { describe, expect, it } from 'vitest';
import { platformUrl, strictDecoder } from '../../src/protocol/complete.browser.ts';

describe('a page', () => {
  it('takes the URL of the browser as it is', () => {
    expect(platformUrl()).toBe(URL);
  });

  it('decodes UTF-8 and nothing else, and keeps a byte order mark', () => {
    expect(strictDecoder().decode(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\uFEFFa');
    expect(() => strictDecoder().decode(Uint8Array.of(0xff))).toThrow(TypeError);
  });
});
