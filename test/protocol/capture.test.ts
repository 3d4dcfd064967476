import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { v1 } from '../../src/protocol/v1.ts';
import { v2 } from '../../src/protocol/v2.ts';
import * as arbitrary from './arbitraries.ts';
import { protocolErrorOf } from './wire.ts';

describe.each([
  ['v2', v2()],
  ['v1', v1()],
])('a payload captured by %s', (_, { encode, capture = (payload) => payload }) => {
  it('is sent as it was, whatever is done to it later', () => {
    const payload = { body: 'before', list: [1] };
    const captured = capture(payload);
    payload.body = 'after';
    payload.list.push(2);
    expect(encode(['1', '2', 't', 'e', captured])).toBe(encode(['1', '2', 't', 'e', { body: 'before', list: [1] }]));
  });

  it('is sent just as it would have been without a wait', () => {
    fc.assert(
      fc.property(arbitrary.frame, (frame) => {
        const [joinRef, ref, topic, event, payload] = frame;
        expect(encode([joinRef, ref, topic, event, capture(payload)])).toBe(encode(frame));
      }),
    );
  });

  it('may be captured again', () => {
    const twice = capture(capture({ x: 1 }));
    expect(encode(['1', '2', 't', 'e', twice])).toBe(encode(['1', '2', 't', 'e', { x: 1 }]));
  });

  it.each([
    ['undefined', undefined],
    ['a function', () => {}],
    ['a bigint', 1n],
    ['a Blob', new Blob(['x'])],
  ])('is refused at once where it has no form: %s', (_, payload) => {
    expect(protocolErrorOf(() => capture(payload))).toBe('unencodable');
  });
});

describe('bytes captured by v2', () => {
  const { encode, capture = (payload) => payload } = v2();

  it('are sent as they were, whatever is done to them later', () => {
    const payload = Uint8Array.of(9, 1, 2, 9).subarray(1, 3);
    const captured = capture(payload);
    payload.fill(0);
    expect(encode(['1', '2', 't', 'e', captured])).toEqual(encode(['1', '2', 't', 'e', Uint8Array.of(1, 2)]));
  });

  it('do not hold on to the buffer they were a part of', () => {
    const captured = capture(new DataView(new ArrayBuffer(1_000_000), 7, 3));
    expect(captured).toBeInstanceOf(Uint8Array);
    expect((captured as Uint8Array).buffer.byteLength).toBe(3);
  });
});
