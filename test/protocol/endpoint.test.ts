import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/errors.ts';
import { endpointUrl } from '../../src/protocol/endpoint.ts';
import { foreignUrl } from '../support/foreign.ts';
import { params } from './params.ts';

const vsn = '2.0.0';
const at = (url: string, base?: string) => endpointUrl({ url, vsn, base });

describe('an endpoint', () => {
  it.each([
    ['wss://example.org/chat', 'wss://example.org/chat/websocket?vsn=2.0.0'],
    ['wss://example.org/chat/', 'wss://example.org/chat/websocket?vsn=2.0.0'],
    ['wss://example.org/chat/websocket', 'wss://example.org/chat/websocket?vsn=2.0.0'],
    ['wss://example.org/chat/websocket/', 'wss://example.org/chat/websocket?vsn=2.0.0'],
    ['wss://example.org/chat/longpoll', 'wss://example.org/chat/longpoll?vsn=2.0.0'],
    ['wss://example.org/mywebsocket', 'wss://example.org/mywebsocket/websocket?vsn=2.0.0'],
    ['ws://example.org', 'ws://example.org/websocket?vsn=2.0.0'],
    ['ws://[::1]:4000/socket', 'ws://[::1]:4000/socket/websocket?vsn=2.0.0'],
  ])('has its suffix once: %s', (url, expected) => {
    expect(at(url)).toBe(expected);
  });

  it.each([
    ['http://h:4000/s', 'ws://h:4000/s/websocket?vsn=2.0.0'],
    ['https://h/s', 'wss://h/s/websocket?vsn=2.0.0'],
    ['HTTPS://h:443/s', 'wss://h/s/websocket?vsn=2.0.0'],
  ])('is dialed by WebSocket whatever its scheme: %s', (url, expected) => {
    expect(at(url)).toBe(expected);
  });

  it('is the same for a URL, of whatever realm', () => {
    const url = 'https://h/s?x=1';
    for (const given of [new URL(url), foreignUrl(url)]) expect(endpointUrl({ url: given, vsn })).toBe(at(url));
  });

  it('keeps its own query, before the params', () => {
    expect(endpointUrl({ url: 'ws://h/s?x=1&y=%20', vsn, params: { z: 2 } })).toBe(
      'ws://h/s/websocket?x=1&y=%20&z=2&vsn=2.0.0',
    );
  });

  it('loses its fragment, which no WebSocket may have', () => {
    expect(at('ws://h/s?x=1#there')).toBe('ws://h/s/websocket?x=1&vsn=2.0.0');
  });

  it('may be a URL object, which is not changed', () => {
    const url = new URL('http://h/s');
    expect(endpointUrl({ url, vsn })).toBe('ws://h/s/websocket?vsn=2.0.0');
    expect(url.href).toBe('http://h/s');
  });

  it('may say the vsn of the serializer itself', () => {
    expect(at('ws://h/s?vsn=2.0.0&x=1')).toBe('ws://h/s/websocket?x=1&vsn=2.0.0');
  });

  it.each([
    ['/socket', 'https://example.com/page?q#f', 'wss://example.com/socket/websocket?vsn=2.0.0'],
    ['/socket', 'http://localhost:4000/', 'ws://localhost:4000/socket/websocket?vsn=2.0.0'],
    ['//example.org/chat', 'https://example.com', 'wss://example.org/chat/websocket?vsn=2.0.0'],
    ['//example.org/chat', 'http://example.com', 'ws://example.org/chat/websocket?vsn=2.0.0'],
  ])('may be relative to a page: %s at %s', (url, base, expected) => {
    expect(at(url, base)).toBe(expected);
  });

  it('keeps a query that begins with a question mark apart from the vsn', () => {
    const { searchParams } = new URL(at('ws://h/s??vsn=1.0.0'));
    expect([...searchParams]).toEqual([
      ['?vsn', '1.0.0'],
      ['vsn', '2.0.0'],
    ]);
  });

  it.each([
    [
      'is relative without a page',
      '/socket',
      'is relative, and there is no page it could be relative to; begin it with ws:// or wss://',
    ],
    ['has another scheme', 'ftp://h/s', 'must begin with ws:// or wss://, such as ws://localhost:4000/socket'],
    ['has no scheme, but a port', 'localhost:4000/socket', 'must begin with ws:// or wss://'],
    ['begins with a secret', 'hunter2:x', 'must begin with ws:// or wss://'],
    ['can not be parsed', 'ws://', 'is not a valid url'],
    ['asks for another vsn', 'ws://h/s?vsn=1.0.0', 'asks for another vsn'],
  ])('is refused when it %s', (_, url, why) => {
    const refused = () => at(url);
    expect(refused).toThrow(ConfigurationError);
    expect(refused).toThrow(`url ${why}`);
  });

  it('is refused beside a page as well, and is not called relative then', () => {
    expect(() => at('//[', 'https://example.com')).toThrow('url is not a valid url');
  });

  it('has the suffix and the vsn exactly once and last, whatever it is made of', () => {
    const scheme = fc.constantFrom('ws', 'wss', 'http', 'https');
    const path = fc.array(fc.webSegment(), { maxLength: 3 }).map((segments) => ['', ...segments].join('/'));
    const suffix = fc.constantFrom('', '/', '/websocket', '/websocket/');
    fc.assert(
      fc.property(scheme, fc.webAuthority(), path, suffix, params, (scheme, host, path, suffix, params) => {
        const url = new URL(endpointUrl({ url: `${scheme}://${host}${path}${suffix}`, vsn, params }));
        expect(url.protocol).toBe(scheme === 'ws' || scheme === 'http' ? 'ws:' : 'wss:');
        expect(url.pathname).toMatch(/\/websocket$/);
        if (!path.endsWith('/websocket')) expect(url.pathname).not.toMatch(/\/websocket\/+websocket$/);
        expect(url.searchParams.getAll('vsn')).toEqual(['2.0.0']);
        expect(url.search.endsWith('vsn=2.0.0')).toBe(true);
      }),
    );
  });
});
