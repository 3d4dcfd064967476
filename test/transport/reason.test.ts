import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { fitReason } from '../../src/transport/reason.ts';

/** The same with the platform's encoder and decoder. With `stream`, it leaves out a character that was cut in half. */
function fitted(reason: string): string {
  const bytes = new TextEncoder().encode(reason).subarray(0, 123);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true });
}

const sent = (reason: string) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(reason));

describe('a close reason', () => {
  it('is cut as UTF-8 is, on platforms that have no TextEncoder too', () => {
    const reasons = fc.string({ unit: 'binary', minLength: 30, maxLength: 140 });
    fc.assert(fc.property(reasons, (reason) => sent(fitReason(reason)) === fitted(reason)));
  });

  it.each([
    ['\x7f', 123],
    ['\x80', 61],
    ['\u07ff', 61],
    ['\u0800', 41],
    ['\uffff', 41],
    ['😀', 30],
    ['\ud83d', 41],
  ])('of many %j keeps %i of them', (character, kept) => {
    vi.stubGlobal('TextEncoder', undefined);
    expect(fitReason(character.repeat(200))).toBe(character.repeat(kept));
    vi.unstubAllGlobals();
  });

  it('that fits is left as it is', () => {
    expect(fitReason('žluť')).toBe('žluť');
    expect(fitReason('')).toBe('');
  });
});
