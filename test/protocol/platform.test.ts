import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseConfiguration } from 'xstate-phoenix';
import { authTokenProtocols, endpointUrl } from '../../src/protocol/endpoint.ts';
import { nameOf } from '../../src/protocol/platform.ts';
import { v2 } from '../../src/protocol/v2.ts';
import { halfUrls } from './half.url.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const parts = { url: 'https://example.com/socket', vsn: '2.0.0' };
const bytes = Uint8Array.of(1, 2);
/** Of a topic that is not ASCII: that alone needs no decoder. */
const broadcast = Uint8Array.of(2, 2, 1, 0xc3, 0xa4, 0x65, 1, 2).buffer;
const { encode, decode } = v2();

describe('what a platform threw', () => {
  it.each([
    ['an error of another realm', { name: 'SyntaxError', message: 'x' }, 'SyntaxError'],
    ['an error of this one', new TypeError('x'), 'TypeError'],
    ['nothing', null, ''],
    ['a word', 'SyntaxError', ''],
    ['something whose name is none', { name: 5 }, ''],
  ])('has a name where it is %s', (_, thrown, name) => {
    expect(nameOf(thrown)).toBe(name);
  });
});

describe('a platform without', () => {
  it.each([
    ['URL', 'which every connection needs', () => endpointUrl(parts)],
    ['TextEncoder', 'which an authToken and binary frames need', () => authTokenProtocols('secret')],
    ['TextEncoder', 'which an authToken and binary frames need', () => encode(['1', '2', 'ä', 'e', bytes])],
    ['TextDecoder', 'which binary frames need', () => decode(broadcast)],
    ['btoa', 'which an authToken needs', () => authTokenProtocols('secret')],
  ])('%s is told that it has none (%s)', (name, need, use) => {
    expect(use).not.toThrow();
    vi.stubGlobal(name, undefined);
    expect(use).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message: `The configuration has a problem: ${name}, ${need}, is missing on this platform; load a polyfill before the client starts`,
      }),
    );
  });

  it('TextEncoder and TextDecoder reads and writes binary frames whose topic and event are ASCII', () => {
    vi.stubGlobal('TextEncoder', undefined);
    vi.stubGlobal('TextDecoder', undefined);
    expect(encode(['1', '2', 't', 'e', bytes])).toEqual(Uint8Array.of(0, 1, 1, 1, 1, 0x31, 0x32, 0x74, 0x65, 1, 2));
    expect(decode(Uint8Array.of(2, 1, 1, 0x74, 0x65, 1, 2).buffer)).toEqual([null, null, 't', 'e', bytes]);
  });

  it('a strict TextDecoder is told so, and not that a frame is malformed', () => {
    class Lax extends TextDecoder {
      constructor(_: string, { fatal }: TextDecoderOptions = {}) {
        if (fatal) throw new TypeError('not supported');
        super();
      }
    }
    vi.stubGlobal('TextDecoder', Lax);
    expect(() => decode(broadcast)).toThrow(
      'TextDecoder, which binary frames need, does not support { fatal: true } on this platform',
    );
  });

  it.each(halfUrls)('a whole URL, such as %s, is told what completes it', (_, Half) => {
    vi.stubGlobal('URL', Half);
    expect(() => endpointUrl(parts)).toThrow(
      'URL, which every connection needs, is incomplete on this platform (in React Native, react-native-url-polyfill completes it)',
    );
  });

  it('what its options need says so when they are checked', () => {
    vi.stubGlobal('TextEncoder', undefined);
    const input = { url: 'wss://example.com/socket', authToken: 'secret' };
    expect(parseConfiguration(input)).toMatchObject({
      problems: [{ message: expect.stringMatching(/^TextEncoder, /) }],
    });
    vi.stubGlobal('URL', undefined);
    expect(parseConfiguration({ url: input.url })).toMatchObject({
      problems: [{ message: expect.stringMatching(/^URL, which every connection needs, is missing/) }],
    });
  });

  it('what is not used goes without it', () => {
    for (const name of ['TextEncoder', 'TextDecoder', 'btoa']) vi.stubGlobal(name, undefined);
    expect(parseConfiguration({ url: 'wss://example.com/socket' })).toHaveProperty('ok', true);
    const text = encode(['1', '2', 'žluť', 'e', { a: 'ž' }]);
    expect(typeof text === 'string' && decode(text)).toEqual(['1', '2', 'žluť', 'e', { a: 'ž' }]);
  });
});

describe('what a polyfill brings', () => {
  it('may come after the import', () => {
    const { TextEncoder } = globalThis;
    vi.stubGlobal('TextEncoder', undefined);
    expect(() => authTokenProtocols('secret')).toThrow('TextEncoder');
    vi.stubGlobal('TextEncoder', TextEncoder);
    expect(authTokenProtocols('secret')).toEqual(['phoenix', 'base64url.bearer.phx.c2VjcmV0']);
  });
});
