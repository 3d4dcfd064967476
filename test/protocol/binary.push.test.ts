import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/protocol/frame.ts';
import { v2 } from '../../src/protocol/v2.ts';
import * as arbitrary from './arbitraries.ts';
import { protocolErrorOf, recording, wire } from './wire.ts';

const { encode } = v2();

/** Reads what a client writes, by the byte layout of Phoenix's own decoder: five header bytes, four names, the rest. */
function readClientPush(data: Uint8Array) {
  const view = Buffer.from(data);
  const [a = 0, b = 0, c = 0, d = 0] = view.subarray(1, 5);
  const at = [5, 5 + a, 5 + a + b, 5 + a + b + c, 5 + a + b + c + d] as const;
  return {
    kind: view[0],
    joinRef: view.toString('utf8', at[0], at[1]),
    ref: view.toString('utf8', at[1], at[2]),
    topic: view.toString('utf8', at[2], at[3]),
    event: view.toString('utf8', at[3], at[4]),
    payload: [...view.subarray(at[4])],
  };
}

const written = (frame: Frame) => Buffer.from(encode(frame)).toString('hex');
const hex = (data: ArrayBuffer) => Buffer.from(data).toString('hex');

describe('a binary push', () => {
  it('has the bytes of the specification', () => {
    const payload = Uint8Array.of(1).buffer;
    expect(written(['0', '1', 't', 'e', payload])).toBe(hex(wire('00 01 01 01 01 "0" "1" "t" "e" 01')));
  });

  it('says null by a length of 0', () => {
    expect(written([null, null, 't', 'e', Uint8Array.of(1)])).toBe(hex(wire('00 00 00 01 01 "t" "e" 01')));
  });

  it('counts its names in bytes of UTF-8', () => {
    expect(encode(['1', '2', 'room:café', 'žluť', new Uint8Array()])[3]).toBe(10);
    expect(encode(['1', '2', 'room:café', 'žluť', new Uint8Array()])[4]).toBe(6);
  });

  it('is read back by an independent decoder', () => {
    fc.assert(
      fc.property(
        arbitrary.ref,
        arbitrary.ref,
        arbitrary.shortText,
        arbitrary.shortText,
        arbitrary.bytes,
        (joinRef, ref, topic, event, payload) => {
          const data = encode([joinRef, ref, topic, event, payload]);
          expect(data).toBeInstanceOf(Uint8Array);
          expect(readClientPush(data as Uint8Array)).toEqual({
            kind: 0,
            joinRef: joinRef ?? '',
            ref: ref ?? '',
            topic,
            event,
            payload: [...payload],
          });
        },
      ),
    );
  });

  it.each(['binary_push_reply', 'binary_server_push', 'binary_broadcast', 'binary_large'])(
    'has the bytes that a real server understood: %s',
    (name) => {
      const pushes = recording(name).filter(({ dir, base64 }) => dir === 'client' && base64 !== undefined);
      expect(pushes.length).toBeGreaterThan(0);
      for (const { base64 = '' } of pushes) {
        const sent = Buffer.from(base64, 'base64');
        const { joinRef, ref, topic, event, payload } = readClientPush(sent);
        expect(Buffer.from(encode([joinRef, ref, topic, event, Uint8Array.from(payload)])).equals(sent)).toBe(true);
      }
    },
  );

  it.each([
    ['join_ref', ['r'.repeat(256), '2', 't', 'e']],
    ['ref', ['1', 'r'.repeat(256), 't', 'e']],
    ['topic', ['1', '2', 'é'.repeat(128), 'e']],
    ['event', ['1', '2', 't', 'e'.repeat(256)]],
  ] as const)('names the %s that takes more than 255 bytes', (name, [joinRef, ref, topic, event]) => {
    const tooLong = () => encode([joinRef, ref, topic, event, new Uint8Array()]);
    expect(protocolErrorOf(tooLong)).toBe('too_long');
    expect(tooLong).toThrow(`The ${name} of a binary frame takes 256 bytes; 255 is the limit.`);
  });

  it('takes names of 255 bytes', () => {
    const name = `${'é'.repeat(127)}e`;
    expect(readClientPush(encode([name, name, name, name, Uint8Array.of(7)]) as Uint8Array)).toEqual({
      kind: 0,
      joinRef: name,
      ref: name,
      topic: name,
      event: name,
      payload: [7],
    });
  });
});

describe('the payload of a binary push', () => {
  const whole = Uint8Array.of(9, 9, 1, 2, 3, 9);
  const foreign: unknown = runInContext('new Uint8Array([1, 2, 3]).buffer', createContext());
  const foreignView: unknown = runInContext('new Uint8Array([9, 1, 2, 3]).subarray(1)', createContext());

  it.each([
    ['an ArrayBuffer', Uint8Array.of(1, 2, 3).buffer],
    ['a view of a part of a buffer', whole.subarray(2, 5)],
    ['a DataView of a part of a buffer', new DataView(whole.buffer, 2, 3)],
    ['a Buffer out of the pool', Buffer.from([1, 2, 3])],
    ['an array of wider numbers', new Uint16Array(Uint8Array.of(1, 2).buffer)],
    ['an ArrayBuffer of another realm', foreign],
    ['a view of another realm', foreignView],
  ])('may be %s', (_, payload) => {
    const { kind, payload: sent } = readClientPush(encode(['1', '2', 't', 'e', payload]) as Uint8Array);
    expect(kind).toBe(0);
    expect(sent).toEqual(payload instanceof Uint16Array ? [1, 2] : [1, 2, 3]);
  });

  it('is in a buffer with nothing else in it', () => {
    const data = encode(['1', '2', 't', 'e', whole.subarray(2, 5)]) as Uint8Array;
    expect(data.buffer.byteLength).toBe(data.byteLength);
  });
});
