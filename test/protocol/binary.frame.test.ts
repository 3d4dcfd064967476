import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { v2 } from '../../src/protocol/v2.ts';
import * as arbitrary from './arbitraries.ts';
import { buffer, protocolErrorOf, recording, wire } from './wire.ts';

const { decode } = v2();

/** Writes a frame as the server does: the kind, one length a name, the names, the payload. */
function serverFrame(kind: number, names: readonly string[], payload: Uint8Array): ArrayBuffer {
  const fields = names.map((name) => Buffer.from(name));
  return buffer(Buffer.concat([Buffer.from([kind, ...fields.map(({ length }) => length)]), ...fields, payload]));
}

describe('a binary frame of the server', () => {
  it('is a push of kind 0, which has no ref', () => {
    expect(decode(wire('00 03 03 0A "123" "top" "some-event" 01 01'))).toEqual([
      '123',
      null,
      'top',
      'some-event',
      Uint8Array.of(1, 1),
    ]);
  });

  it('is a reply of kind 1', () => {
    expect(decode(wire('01 03 02 03 02 "100" "12" "top" "ok" 01 01'))).toEqual([
      '100',
      '12',
      'top',
      'phx_reply',
      { status: 'ok', response: Uint8Array.of(1, 1) },
    ]);
  });

  it('is a broadcast of kind 2, which has neither ref', () => {
    expect(decode(wire('02 03 0A "top" "some-event" 01 01'))).toEqual([
      null,
      null,
      'top',
      'some-event',
      Uint8Array.of(1, 1),
    ]);
  });

  it('says null by a length of 0', () => {
    expect(decode(wire('00 00 01 01 "t" "e"')).slice(0, 2)).toEqual([null, null]);
    expect(decode(wire('01 00 00 01 02 "t" "ok"')).slice(0, 2)).toEqual([null, null]);
  });

  it('keeps a byte order mark, which is a character like any other there', () => {
    expect(decode(serverFrame(2, ['\ufefft', 'e'], new Uint8Array()))[2]).toBe('\ufefft');
  });

  it('decodes to what was put in', () => {
    const { ref, shortText, bytes } = arbitrary;
    fc.assert(
      fc.property(ref, ref, shortText, shortText, bytes, (joinRef, ref, topic, event, payload) => {
        const sameBytes = Uint8Array.from(payload);
        expect(decode(serverFrame(0, [joinRef ?? '', topic, event], payload))).toEqual([
          joinRef,
          null,
          topic,
          event,
          sameBytes,
        ]);
        expect(decode(serverFrame(1, [joinRef ?? '', ref ?? '', topic, event], payload))).toEqual([
          joinRef,
          ref,
          topic,
          'phx_reply',
          { status: event, response: sameBytes },
        ]);
        expect(decode(serverFrame(2, [topic, event], payload))).toEqual([null, null, topic, event, sameBytes]);
      }),
    );
  });

  it('is read as a real server sent it', () => {
    const [ok, empty, error, unicode] = recording('binary_push_reply')
      .filter(({ dir, base64 }) => dir === 'server' && base64 !== undefined)
      .map(({ base64 = '' }) => decode(buffer(Buffer.from(base64, 'base64'))));
    expect(ok).toEqual(['1', '2', 'echo:a', 'phx_reply', { status: 'ok', response: Uint8Array.of(0, 1, 2, 254, 255) }]);
    expect(empty).toEqual(['1', '3', 'echo:a', 'phx_reply', { status: 'ok', response: new Uint8Array() }]);
    expect(error).toEqual(['1', '4', 'echo:a', 'phx_reply', { status: 'error', response: Uint8Array.of(9, 8) }]);
    expect(unicode?.slice(0, 4)).toEqual(['5', '6', 'echo:žluť 🐎', 'phx_reply']);
    const [push] = recording('binary_server_push').filter(({ dir, base64 }) => dir === 'server' && base64);
    expect(decode(buffer(Buffer.from(push?.base64 ?? '', 'base64')))).toEqual([
      '12',
      null,
      'echo:a',
      'bin_push',
      Uint8Array.of(1, 2, 3),
    ]);
    const broadcasts = recording('binary_broadcast').filter(({ dir, base64 }) => dir === 'server' && base64);
    expect(broadcasts.map(({ base64 = '' }) => decode(buffer(Buffer.from(base64, 'base64'))).slice(0, 4))).toEqual([
      [null, null, 'echo:bb', 'bin_broadcast'],
      [null, null, 'echo:bb', 'bin_broadcast'],
      [null, null, 'echo:bb', 'raw'],
      [null, null, 'echo:bb', 'raw'],
    ]);
  });

  it('keeps its payload when the buffer it came in is used again', () => {
    const data = wire('02 01 01 "t" "e" 01 02');
    const payload = decode(data)[4];
    new Uint8Array(data).fill(0);
    expect(payload).toEqual(Uint8Array.of(1, 2));
  });

  it.each([
    ['nothing at all', '', 'truncated'],
    ['a kind and no lengths', '00', 'truncated'],
    ['fewer lengths than its kind has', '01 01 01 01', 'truncated'],
    ['fewer bytes than its lengths say', '00 01 01 05 "1" "t" "even"', 'truncated'],
    ['half a character at its end', '02 01 02 "t" C3', 'truncated'],
    ['a kind that Phoenix does not have', '07 01 01 "t" "e"', 'unknown_kind'],
    ['a topic that is not UTF-8', '02 01 01 FF "e"', 'malformed'],
  ] as const)('is not made of %s', (_, notation, code) => {
    expect(protocolErrorOf(() => decode(wire(notation)))).toBe(code);
  });

  it('is made of any bytes, or that is a protocol error', () => {
    const likely = fc.tuple(fc.nat({ max: 3 }), fc.array(fc.nat({ max: 6 }), { maxLength: 4 }), arbitrary.bytes);
    const bytes = fc.oneof(
      arbitrary.bytes,
      likely.map(([kind, lengths, rest]) => Uint8Array.of(kind, ...lengths, ...rest)),
    );
    fc.assert(
      fc.property(bytes, (data) => {
        const code = protocolErrorOf(() => expect(decode(buffer(data))).toHaveLength(5));
        expect(['truncated', 'unknown_kind', 'malformed', undefined]).toContain(code);
      }),
      { numRuns: 500 },
    );
  });
});
