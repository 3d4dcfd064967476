import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigurationError, ConnectError, ProtocolError } from '../../src/errors.ts';
import { authTokenProtocols, endpointUrl } from '../../src/protocol/endpoint.ts';
import { scrub } from '../../src/transport/scrub.ts';

/** Every secret contains this word, and nothing else does. */
const PARAM = 'param secret & "é"/x';
const request = {
  url: endpointUrl({
    url: 'wss://ana:secretpass@server.test:4000/socket/tenantsecret?key=urlsecret%2f1',
    params: { token: PARAM, deep: { list: ['arraysecret'] }, id: 1234567, debug: true, mode: 'short' },
    vsn: '2.0.0',
  }),
  protocols: authTokenProtocols('tokén secret'),
  headers: { authorization: 'Bearer headersecret', cookie: 'session=cookiesecret; theme=dark' },
};
const protocol = request.protocols[1] ?? '';
const base64 = protocol.slice('base64url.bearer.phx.'.length);

const shown = (value: unknown) =>
  inspect(value, { depth: 9, showHidden: true }) + String(value) + JSON.stringify(value);
const scrubbed = (value: unknown) => scrub(value, request);

afterEach(() => vi.unstubAllGlobals());

describe('a text that is scrubbed', () => {
  it.each<[string, string]>([
    ['the url', request.url],
    ['the url of another scheme', request.url.replace('wss:', 'https:')],
    ['the url without its user', request.url.replace('ana:secretpass@', '')],
    ['the url as its user gave it', 'server.test:4000/socket/tenantsecret?key=urlsecret%2f1'],
    ['a url that is cut', `${request.url.slice(0, 90)}...`],
    ['the url within another one', encodeURIComponent(request.url)],
    ['its path and query', `GET ${new URL(request.url).pathname}${new URL(request.url).search}`],
    ['a path of several words', '/socket/tenantsecret/websocket'],
    ['the query', new URL(request.url).search],
    ['the password', 'secretpass'],
    ['the user as basic auth', btoa('ana:secretpass')],
    ['a value of the url, decoded', 'urlsecret/1'],
    ['a param', PARAM],
    ['a param as encodeURIComponent has it', encodeURIComponent(PARAM)],
    ['a param in small hex digits', encodeURIComponent(PARAM).replace(/%../g, (hex) => hex.toLowerCase())],
    ['a param as a form has it', new URLSearchParams({ token: PARAM }).toString()],
    ['a param as JSON', JSON.stringify({ token: PARAM })],
    ['a param in a list', 'arraysecret'],
    ['the token', 'tokén secret'],
    ['the token as a param would have it', encodeURIComponent('tokén secret')],
    ['the subprotocol of the token', request.protocols.join(', ')],
    ['the base64 of the token', base64],
    ['the base64 of the token with its padding', Buffer.from('tokén secret').toString('base64')],
    ['the base64 of a header', btoa('Bearer headersecret')],
    ['the url-safe base64 of a param', Buffer.from(PARAM).toString('base64url')],
    ['a header', 'Bearer headersecret'],
    ['what a header holds', 'headersecret'],
    ['what a cookie holds', 'cookiesecret'],
    ['something of it in other letters', 'HEADERSECRET'],
  ])('tells that something went wrong, and not %s', (_, secret) => {
    const text = scrub(`It broke at "${secret}" on the way.`, request);
    expect(text).toMatch(/^It broke at ".*\[redacted\].*" on the way\.$/s);
    expect(text).not.toMatch(/secret|%20|tok[eé]n%|ParamSecret/i);
    expect(text).not.toContain(base64.slice(0, 8));
    expect(text).not.toContain(secret);
  });

  it.each([
    'connect ECONNREFUSED 127.0.0.1:4000',
    'getaddrinfo ENOTFOUND server.test',
    'socket hang up',
    'true, dark, short, phoenix and Bearer say nothing',
    '/socket and /websocket are paths like any',
    '',
  ])('is left as it is where it has nothing secret: %s', (text) => {
    expect(scrub(text, request)).toBe(text);
  });

  it.each([
    [
      'has no query behind a path',
      '/websocket?token=querysecret',
      'wss://a.test/websocket?token=querysecret',
      '[redacted]',
    ],
    ['has no other query behind its path', 'at /socket?key=any', 'wss://a.test/socket/websocket', 'at [redacted]'],
    ['has no query, whatever is in it', 'was a=1&b=2', 'wss://a.test/socket?a=1&b=2', 'was [redacted]'],
    ['has no cut url', 'https://a.test/socket/websocket?a=quer...', 'wss://a.test/socket/websocket', '[redacted]'],
    ['has no url without its user', 'to wss://a.test/socket', 'wss://ana:pw@a.test/socket/websocket', 'to [redacted]'],
    [
      'has nothing of the longer of two',
      'is onesecret-two',
      'wss://a.test/b?a=onesecret&b=onesecret-two',
      'is [redacted]',
    ],
    ['has no spaces that were a plus', 'is one secret', 'wss://a.test/b?a=one+secret', 'is [redacted]'],
    ['has no base64 of other letters', 'is Pj4-Pz8_Pj4-', 'wss://a.test/b?a=%3E%3E%3E???%3E%3E%3E', 'is [redacted]'],
    ['has no word of six', 'is hidden', 'wss://a.test/b?a=hidden', 'is [redacted]'],
    ['has a word of five', 'is shown', 'wss://a.test/b?a=shown', 'is shown'],
    ['has a path of one word', 'no /socket here', 'wss://a.test/socket/websocket?vsn=2.0.0', 'no /socket here'],
  ])('%s: "%s", of %s', (_, text, url, expected) => {
    expect(scrub(text, { url, protocols: [], headers: {} })).toBe(expected);
  });

  it('keeps the names of files that look like the path', () => {
    const text = 'at open (https://server.test/assets/api/socket.ts?v=1:2:3)';
    const { url } = { url: 'wss://server.test/api/socket/websocket?vsn=2.0.0' };
    expect(scrub(text, { url, protocols: [], headers: {} })).toBe(text);
  });

  it('is left as it is while nothing was dialed, and where there is nothing to hide', () => {
    expect(scrub('urlsecret', null)).toBe('urlsecret');
    expect(scrub('anything', { url: '', protocols: [], headers: {} })).toBe('anything');
  });

  it('never shows a value of six characters or more, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 6 }), fc.string(), (value, around) => {
        fc.pre(value.trim().length >= 6 && !'[redacted]'.includes(value) && !around.includes(value));
        const url = endpointUrl({ url: 'ws://a/b', params: { value }, vsn: '2.0.0' });
        const [whole, encoded] = [`${around}<${value}>`, `<${encodeURIComponent(value)}>`].map((text) =>
          scrub(text, { url, protocols: [], headers: {} }),
        );
        expect(whole).not.toContain(value);
        expect(encoded).toBe('<[redacted]>');
      }),
    );
  });

  it('is scrubbed on a platform that has neither atob nor btoa', () => {
    vi.stubGlobal('atob', undefined);
    vi.stubGlobal('btoa', undefined);
    expect(scrub(`${protocol} headersecret`, request)).toBe('[redacted] [redacted]');
  });
});

describe('an error that is scrubbed', () => {
  it.each<[string, () => unknown]>([
    ['an error', () => new TypeError('boom')],
    [
      'one with a cause and more',
      () => Object.assign(new Error('a', { cause: new Error('b') }), { code: 'E', n: [1] }),
    ],
    ['several in one', () => new AggregateError([new Error('a'), new Error('b')], 'both')],
    [
      'one that is its own cause',
      () =>
        Object.assign(new Error('a'), {
          get cause() {
            return this;
          },
        }),
    ],
    ['one of the platform', () => new DOMException('not now', 'InvalidStateError')],
    ['one of another realm', () => runInNewContext('new TypeError("x")')],
    ['one that has an object of another realm', () => new Error('a', { cause: runInNewContext('({ at: { b: 1 } })') })],
    ['a text', () => 'boom'],
    ['an object', () => ({ message: 'boom', details: { at: null } })],
    ['nothing', () => undefined],
    ['a number', () => 1234567],
    ['one of ours', () => new ConnectError('refused', 'No.', { httpStatus: 503, headers: { 'x-a': 'b' } })],
  ])('is the very same one where it is clean: %s', (_, make) => {
    const error = make();
    expect(scrubbed(error)).toBe(error);
  });

  it('becomes another one of the same name, with all that it said but the secret', () => {
    const error = Object.assign(new TypeError(`Failed to dial ${request.url}`), { code: 'ERR_DIAL', errno: -3 });
    const other = scrubbed(error);
    expect(other).toBeInstanceOf(Error);
    expect(other).not.toBe(error);
    expect(other).toMatchObject({
      name: 'TypeError',
      message: 'Failed to dial [redacted]',
      code: 'ERR_DIAL',
      errno: -3,
    });
    expect(Object.keys(Object(other))).toEqual(['code', 'errno']);
    expect(String(Object(other).stack)).toContain('scrub.test.ts');
    expect(shown(other)).not.toMatch(/secret/);
    expect(shown(error)).toMatch(/secret/);
  });

  it.each<[string, (text: string) => unknown]>([
    ['its message', (text) => new Error(text)],
    ['its stack alone', (text) => Object.assign(new Error('a'), { stack: `Error: ${text}\n    at here` })],
    ['its cause', (text) => new Error('a', { cause: new Error('b', { cause: text }) })],
    ['its cause, which is an object', (text) => new Error('a', { cause: { message: text } })],
    ['one of several', (text) => new AggregateError([new Error('a'), new Error(text)], 'both')],
    ['a property', (text) => Object.assign(new Error('a'), { input: text })],
    [
      'a property deep down',
      (text) => Object.assign(new Error('a'), { config: { headers: [{ authorization: text }] } }),
    ],
    ['the name of a property', (text) => Object.assign(new Error('a'), { seen: { [text]: 1 } })],
    ['a hidden property', (text) => Object.defineProperty(new Error('a'), 'request', { value: text })],
    ['a property without a name', (text) => Object.assign(new Error('a'), { [Symbol('kept')]: text })],
    ['an object that hides it', (text) => Object.assign(new Error('a'), { url: new Map([['url', text]]) })],
    ['a function', (text) => Object.assign(new Error('a'), { toJSON: () => ({ url: text }) })],
    ['its name', (text) => Object.assign(new Error('a'), { name: text })],
    ['a DOMException', (text) => new DOMException(text, 'SecurityError')],
    ['an error of another realm', (text) => runInNewContext('new TypeError(text)', { text })],
    ['a getter', (text) => Object.defineProperty(new Error('a'), 'message', { get: () => text })],
    [
      'an event that is thrown',
      (text) =>
        Object.create({
          get message() {
            return text;
          },
          get error() {
            return new Error(text);
          },
        }),
    ],
    ['no error but a text', (text) => text],
    ['no error but an object', (text) => ({ message: text })],
    ['no error but a list', (text) => [text]],
    ['one of ours', (text) => new ConfigurationError([{ path: 'url', message: text }])],
  ])('tells no secret by %s', (_, make) => {
    const error = make('to headersecret by arraysecret');
    expect(shown(scrubbed(error))).not.toMatch(/secret/);
  });

  it('keeps a cause that is clean, and an error that is clean but for its cause is another one', () => {
    const clean = new Error('clean');
    for (const error of [
      new Error('headersecret', { cause: clean }),
      Object.assign(new Error('a', { cause: clean }), { b: 'headersecret' }),
    ])
      expect(Object(scrubbed(error)).cause).toBe(clean);
    const outer = new Error('outer', { cause: new Error('headersecret') });
    expect(scrubbed(outer)).not.toBe(outer);
    expect(scrubbed(outer)).toMatchObject({ message: 'outer', cause: { message: '[redacted]' } });
  });

  it('may be its own cause, also by way of others', () => {
    const [first, second] = [new Error('headersecret'), new Error('second')];
    first.cause = second;
    second.cause = first;
    const other = Object(scrubbed(first));
    expect(other.cause.cause).toBe(other);
    expect(other.cause.message).toBe('second');
    expect(inspect(other, { depth: 9, showHidden: true })).not.toMatch(/secret/);
  });

  it('may throw when it is looked at: what throws is left out', () => {
    const hostile = Object.defineProperty(new Error('headersecret'), 'config', {
      enumerable: true,
      get: () => {
        throw new Error('headersecret');
      },
    });
    expect(scrubbed(hostile)).toMatchObject({ message: '[redacted]' });
    expect(scrubbed(hostile)).not.toHaveProperty('config');
    const other = Object.defineProperty(new Error('all else is clean'), 'config', { get: refuse });
    expect(scrubbed(other)).toMatchObject({ message: 'all else is clean' });
    expect(scrubbed(other)).not.toBe(other);
  });

  it.each<[string, () => unknown]>([
    ['throws whatever is asked of it', () => new Proxy(new Error('headersecret'), throwing)],
    ['has causes without end', () => new Endless('headersecret')],
  ])('that %s is kept back', (_, make) => {
    const other = scrubbed(make());
    expect(other).toBeInstanceOf(Error);
    expect(shown(other)).toContain('can not be looked through');
  });

  it.each([
    new ConnectError('configuration', 'headersecret', { httpStatus: 401, headers: { location: '/?key=headersecret' } }),
    new ConfigurationError([{ path: 'transport', message: 'headersecret' }]),
    new ProtocolError('malformed', 'headersecret'),
  ])('that is a $name stays one, with its code', (error) => {
    const other = scrubbed(error);
    expect(other).toBeInstanceOf(error.constructor);
    expect(other).toMatchObject({ name: error.name, code: error.code });
    expect(shown(other)).not.toMatch(/secret/);
  });

  it('that is one of ours keeps its code though a param has the same word', () => {
    const url = endpointUrl({ url: 'ws://a/b', params: { mode: 'configuration', key: 'paramsecret' }, vsn: '2.0.0' });
    const error = scrub(new ConnectError('configuration', 'paramsecret'), { url, protocols: [], headers: {} });
    expect(error).toMatchObject({ code: 'configuration', message: '[redacted]' });
  });
});

class Endless extends Error {
  override get cause() {
    return new Endless('and so on');
  }
}

const refuse = () => {
  throw new Error('headersecret');
};
const throwing: ProxyHandler<Error> = { get: refuse, ownKeys: refuse, getPrototypeOf: refuse, has: refuse };
