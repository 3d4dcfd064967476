import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { v1 } from '../../src/protocol/v1.ts';
import * as arbitrary from './arbitraries.ts';
import { protocolErrorOf, recording } from './wire.ts';

const serializer = v1();

describe('a frame of version 1', () => {
  it('asks the server for 1.0.0', () => {
    expect(serializer.vsn).toBe('1.0.0');
  });

  it('is an object that names the join where there is one', () => {
    expect(JSON.parse(String(serializer.encode(['1', '2', 't', 'e', { x: 1 }])))).toEqual({
      topic: 't',
      event: 'e',
      ref: '2',
      join_ref: '1',
      payload: { x: 1 },
    });
    expect(JSON.parse(String(serializer.encode([null, '5', 'phoenix', 'heartbeat', {}])))).toEqual({
      topic: 'phoenix',
      event: 'heartbeat',
      ref: '5',
      payload: {},
    });
  });

  it('always has a payload: without one the server would end the connection', () => {
    expect(protocolErrorOf(() => serializer.encode(['1', '2', 't', 'e', undefined]))).toBe('unencodable');
  });

  it('comes back as it was sent, except for the join', () => {
    fc.assert(
      fc.property(arbitrary.frame, (frame) => {
        const [, ref, topic, event, payload] = frame;
        const plain = JSON.parse(JSON.stringify(payload)) as unknown;
        const joinRef = event === 'phx_close' || event === 'phx_error' ? ref : null;
        expect(serializer.decode(String(serializer.encode(frame)))).toEqual([joinRef, ref, topic, event, plain]);
      }),
    );
  });

  it.each(['phx_close', 'phx_error'])('names its join by the ref of a %s, and nowhere else', (event) => {
    expect(serializer.decode(`{"topic":"t","event":"${event}","payload":{},"ref":"7"}`).slice(0, 2)).toEqual([
      '7',
      '7',
    ]);
    expect(serializer.decode(`{"topic":"t","event":"${event}","payload":{},"ref":null}`).slice(0, 2)).toEqual([
      null,
      null,
    ]);
    expect(serializer.decode('{"topic":"t","event":"phx_reply","payload":{},"ref":"7"}').slice(0, 2)).toEqual([
      null,
      '7',
    ]);
  });

  it('is read from every text that a real server sent', () => {
    for (const name of ['v1_join_push_leave', 'v1_crash_stop'])
      for (const { dir, text } of recording(name))
        if (dir === 'server' && text !== undefined) {
          const { ref, topic, event, payload } = JSON.parse(text) as Record<string, unknown>;
          expect(serializer.decode(text).slice(1)).toEqual([ref, topic, event, payload]);
        }
  });

  it.each([
    ['text that is not JSON', '{'],
    ['an array', '["1","2","t","e",{}]'],
    ['null', 'null'],
    ['no payload', '{"topic":"t","event":"e","ref":null}'],
    ['no topic', '{"event":"e","payload":{},"ref":null}'],
    ['a number for an event', '{"topic":"t","event":1,"payload":{},"ref":null}'],
    ['a number for a ref', '{"topic":"t","event":"e","payload":{},"ref":1}'],
  ])('is not made of %s', (_, text) => {
    expect(protocolErrorOf(() => serializer.decode(text))).toBe('malformed');
  });

  it('is made of any text, or that is a protocol error', () => {
    const keys = fc.constantFrom('topic', 'event', 'payload', 'ref', 'join_ref');
    const nearlyFrames = fc
      .dictionary(keys, fc.oneof(fc.string(), fc.jsonValue()))
      .map((object) => JSON.stringify(object));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), nearlyFrames), (text) => {
        expect(['malformed', undefined]).toContain(protocolErrorOf(() => serializer.decode(text)));
      }),
    );
  });

  it('is never binary, in neither direction', () => {
    expect(protocolErrorOf(() => serializer.decode(new ArrayBuffer(3)))).toBe('malformed');
    expect(() => serializer.decode(new ArrayBuffer(3))).toThrow('has no binary frames');
    expect(protocolErrorOf(() => serializer.encode(['1', '2', 't', 'e', new ArrayBuffer(3)]))).toBe('unencodable');
    expect(protocolErrorOf(() => serializer.capture?.(new ArrayBuffer(3)))).toBe('unencodable');
    expect(protocolErrorOf(() => serializer.encode(['1', '2', 't', 'e', new Blob([])]))).toBe('unencodable');
  });
});
