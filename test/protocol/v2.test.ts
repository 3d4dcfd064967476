import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/protocol/frame.ts';
import { v2 } from '../../src/protocol/v2.ts';
import * as arbitrary from './arbitraries.ts';
import { protocolErrorOf, recording } from './wire.ts';

const serializer = v2();

describe('a text frame of version 2', () => {
  it('asks the server for 2.0.0', () => {
    expect(serializer.vsn).toBe('2.0.0');
  });

  it('is the array itself, in the bytes of the specification', () => {
    expect(serializer.encode([null, '5', 'phoenix', 'heartbeat', {}])).toBe('[null,"5","phoenix","heartbeat",{}]');
    expect(serializer.encode(['1', '1', 'echo:a', 'phx_join', { a: [1, null] }])).toBe(
      '["1","1","echo:a","phx_join",{"a":[1,null]}]',
    );
  });

  it('carries any JSON value as its payload', () => {
    for (const payload of [null, false, 0, 'text', [], {}]) {
      const frame: Frame = ['1', '2', 't', 'e', payload];
      expect(serializer.encode(frame)).toBe(JSON.stringify(frame));
    }
  });

  it('comes back as it was sent', () => {
    fc.assert(
      fc.property(arbitrary.frame, (frame) => {
        expect(serializer.decode(String(serializer.encode(frame)))).toEqual(JSON.parse(JSON.stringify(frame)));
      }),
    );
  });

  it('may have elements behind the fifth', () => {
    const [joinRef, ref, topic, event, payload] = serializer.decode('["1","2","t","e",{"x":1},"more",7]');
    expect([joinRef, ref, topic, event, payload]).toEqual(['1', '2', 't', 'e', { x: 1 }]);
  });

  it('is read from every text that a real server sent', () => {
    for (const name of ['join_ok', 'unicode_emoji', 'empty_payload', 'channel_crash', 'presence_two_clients'])
      for (const { dir, text } of recording(name))
        if (dir === 'server' && text !== undefined) expect(serializer.decode(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['text that is not JSON', '{"topic"'],
    ['an empty text', ''],
    ['an object', '{"topic":"t","event":"e","payload":{},"ref":null}'],
    ['too few elements', '["1","2","t","e"]'],
    ['a number for a ref', '["1",2,"t","e",{}]'],
    ['a number for a join_ref', '[1,"2","t","e",{}]'],
    ['a topic that is no text', '["1","2",null,"e",{}]'],
    ['an event that is no text', '["1","2","t",null,{}]'],
    ['null', 'null'],
  ])('is not made of %s', (_, text) => {
    expect(protocolErrorOf(() => serializer.decode(text))).toBe('malformed');
  });

  it('is made of any text, or that is a protocol error', () => {
    const nearlyFrames = fc
      .array(fc.oneof(fc.jsonValue(), fc.constant(null), fc.string()))
      .map((list) => JSON.stringify(list));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), nearlyFrames), (text) => {
        const code = protocolErrorOf(() => expect(serializer.decode(text)).toHaveProperty('length'));
        expect(['malformed', undefined]).toContain(code);
      }),
    );
  });

  it('leaves its text out of the error', () => {
    expect(() => serializer.decode('hunter2 is not JSON')).toThrow('A text frame of 19 characters is not JSON.');
    expect(() => serializer.decode('["hunter2"]')).toThrow(/^(?!.*hunter2)/);
  });
});

describe('a serializer with its own JSON', () => {
  const bigints = v2({
    parse: (text) =>
      JSON.parse(text, (_, value: unknown) =>
        typeof value === 'string' && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
      ),
    stringify: (value) =>
      JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)),
  });

  it('writes and reads payloads its own way', () => {
    const text = bigints.encode(['1', '2', 't', 'e', { n: 9007199254740993n }]);
    expect(text).toBe('["1","2","t","e",{"n":"9007199254740993n"}]');
    expect(bigints.decode(String(text))[4]).toEqual({ n: 9007199254740993n });
  });

  it('may throw anything while reading: that is a malformed frame', () => {
    const picky = v2({
      parse: () => {
        throw new TypeError('hunter2');
      },
    });
    expect(protocolErrorOf(() => picky.decode('[]'))).toBe('malformed');
    expect(() => picky.decode('[]')).toThrow(/^(?!.*hunter2)/);
  });
});

describe('a payload without a JSON form', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;

  it.each([
    ['undefined', undefined],
    ['a function', () => {}],
    ['a symbol', Symbol('s')],
    ['a bigint', 1n],
    ['a circle', circular],
    ['a Blob', new Blob(['x'])],
    ['a File', new File(['x'], 'x.txt')],
  ])('is refused: %s', (_, payload) => {
    expect(protocolErrorOf(() => serializer.encode(['1', '2', 't', 'e', payload]))).toBe('unencodable');
  });

  it('says of a Blob what to send instead', () => {
    expect(() => serializer.encode(['1', '2', 't', 'e', new Blob(['x'])])).toThrow('arrayBuffer()');
  });
});
