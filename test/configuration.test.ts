import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ClientInput, ConfigurationError, defaults, parseConfiguration } from 'xstate-phoenix';
import { v1, v2 } from 'xstate-phoenix/serializers';
import { foreignUrl } from './support/foreign.ts';

afterEach(() => vi.unstubAllGlobals());

const url = 'ws://server.test/socket';
const MAX = 2 ** 31 - 1;

/** The problems of a good input with these options. */
const problemsOf = (input: object) => {
  const parsed = parseConfiguration({ url, ...input } as ClientInput);
  return parsed.ok ? [] : parsed.problems;
};
const pathsOf = (input: object) => problemsOf(input).map(({ path }) => path);

/** The configuration of an input that has no problem. */
const configurationOf = (input: object = {}) => {
  const parsed = parseConfiguration({ url, ...input } as ClientInput);
  if (!parsed.ok) throw new ConfigurationError(parsed.problems);
  return parsed.value;
};

describe('a configuration', () => {
  it('needs a url and nothing else', () => {
    expect(configurationOf()).toMatchObject({ ...defaults, url });
  });

  it('has the defaults that are documented', () => {
    expect(configurationOf()).toMatchObject({
      reconnectAfterMs: [10, 50, 100, 150, 200, 250, 500, 1000, 2000, 5000],
      rejoinAfterMs: [1000, 2000, 5000, 10_000],
      maxAttempts: Number.POSITIVE_INFINITY,
      heartbeatIntervalMs: 30_000,
      heartbeatTimeoutMs: 10_000,
      connectTimeoutMs: 10_000,
      joinTimeoutMs: 10_000,
      pushTimeoutMs: 10_000,
      leaveTimeoutMs: 5000,
      stableAfterMs: 10_000,
      whenNotJoined: 'buffer',
      pushBuffer: { max: 100, overflow: 'reject' },
      maxBufferedAmount: 16_777_216,
      autoConnect: true,
      serializer: { vsn: '2.0.0' },
    });
    expect(configurationOf().jitter).toBeUndefined();
  });

  it('keeps what is given', () => {
    const shouldReconnect = () => true;
    const serializer = v1();
    const maxBufferedAmount = Number.POSITIVE_INFINITY;
    const given = {
      jitter: 0.5,
      maxAttempts: 3,
      maxBufferedAmount,
      serializer,
      shouldReconnect,
      autoConnect: false,
      params: { a: 1 },
    };
    const configuration = configurationOf(given);
    expect(configuration).toMatchObject(given);
    expect(configuration.serializer).toBe(serializer);
  });

  it('takes an option that is undefined as one that is not given', () => {
    const none = Object.fromEntries(Object.keys(configurationOf()).map((key) => [key, undefined]));
    expect(JSON.stringify(configurationOf({ ...none, url }))).toBe(JSON.stringify(configurationOf()));
  });

  it('fills in what is left out of pushBuffer', () => {
    expect(configurationOf({ pushBuffer: { max: 5 } }).pushBuffer).toEqual({ max: 5, overflow: 'reject' });
    expect(configurationOf({ pushBuffer: {} }).pushBuffer).toEqual({ max: 100, overflow: 'reject' });
  });

  it.each([
    [2000, 2000],
    [10_000, 10_000],
    [45_000, 10_000],
    [0, 10_000],
  ])('with a heartbeat each %s ms gives the server %s ms to answer', (heartbeatIntervalMs, heartbeatTimeoutMs) => {
    expect(configurationOf({ heartbeatIntervalMs }).heartbeatTimeoutMs).toBe(heartbeatTimeoutMs);
  });

  it('gives the server the time that is given, however short the interval', () => {
    expect(configurationOf({ heartbeatIntervalMs: 10, heartbeatTimeoutMs: 500 }).heartbeatTimeoutMs).toBe(500);
  });
});

const milliseconds = {
  good: [0, 1, 0.5, MAX, MAX + 1, Number.POSITIVE_INFINITY],
  bad: [-1, Number.NEGATIVE_INFINITY, Number.NaN, '5', null, []],
};
const positive = { good: milliseconds.good.slice(1), bad: [0, ...milliseconds.bad] };
const delays = {
  good: [[0], [MAX, Number.POSITIVE_INFINITY], [1, 2, 3], () => 5],
  bad: [[], 5, '5', null, {}],
};
const isFunction = { good: [() => true], bad: [true, null, 'yes', {}] };

describe.each<[keyof ClientInput, { good: readonly unknown[]; bad: readonly unknown[] }]>([
  [
    'url',
    {
      good: [url, new URL(url), foreignUrl(url), () => url, 'http://a', 'https://a'],
      bad: [5, null, {}, { href: 5 }, '', 'nowhere', 'ftp://a', foreignUrl('ftp://a')],
    },
  ],
  ['params', { good: [{}, { a: { b: [1] } }, () => ({})], bad: [5, null, 'a=1', [], { a: '\ud800' }] }],
  ['authToken', { good: ['token', '', () => 'token'], bad: [5, null, {}, 'ab?'] }],
  ['headers', { good: [{}, { a: 'b' }, { 'x-a!': 'b\tü' }, () => ({})], bad: [5, null, [], { a: 1 }, 'a: b'] }],
  ['reconnectAfterMs', delays],
  ['rejoinAfterMs', delays],
  ['jitter', { good: [0, 0.5, 1], bad: [-0.1, 1.1, Number.NaN, '1', null, true] }],
  ['maxAttempts', { good: [1, 7, Number.POSITIVE_INFINITY], bad: [0, -1, 1.5, Number.NaN, '3', null] }],
  ['heartbeatIntervalMs', milliseconds],
  ['heartbeatTimeoutMs', positive],
  ['connectTimeoutMs', positive],
  ['joinTimeoutMs', positive],
  ['pushTimeoutMs', positive],
  ['leaveTimeoutMs', positive],
  ['stableAfterMs', milliseconds],
  ['whenNotJoined', { good: ['buffer', 'reject'], bad: ['drop', null, true] }],
  ['pushBuffer', { good: [{}, { max: 1 }, { overflow: 'drop-oldest' }], bad: [5, null, [], 'reject'] }],
  ['maxBufferedAmount', { good: [0, 1, Number.POSITIVE_INFINITY], bad: [-1, Number.NaN, '1', null] }],
  ['shouldReconnect', isFunction],
  ['shouldRejoin', isFunction],
  [
    'serializer',
    {
      good: [v1(), v2(), { ...v2(), capture: undefined }],
      bad: [5, null, {}, v2, { vsn: '2.0.0' }, { ...v2(), vsn: 2 }, { ...v2(), vsn: '' }, { ...v2(), capture: true }],
    },
  ],
  ['transport', isFunction],
  ['autoConnect', { good: [true, false], bad: ['yes', 1, null] }],
])('the option %s', (key, { good, bad }) => {
  it.each(good)('may be %o', (value) => {
    expect(problemsOf({ [key]: value })).toEqual([]);
  });

  it.each(bad)('may not be %o, and says what is allowed', (value) => {
    const [problem, ...others] = problemsOf({ [key]: value });
    expect(problem?.path).toBe(key);
    expect(problem?.message).toMatch(/^(must|is|has|asks)\b.{10}/);
    expect(others).toEqual([]);
  });
});

describe('the problems of an input', () => {
  it('name the entry of a list, and its holes', () => {
    expect(pathsOf({ rejoinAfterMs: [10, -1, ...new Array(1)] })).toEqual(['rejoinAfterMs[1]', 'rejoinAfterMs[2]']);
    expect(pathsOf({ rejoinAfterMs: Object.assign(new Array(2), { 1: 5 }) })).toEqual(['rejoinAfterMs[0]']);
  });

  it('come all at once, each under its path', () => {
    expect(
      pathsOf({
        url: 'nowhere',
        params: { vsn: '1' },
        authToken: 'ab?',
        reconnectAfterMs: [10, 50, -1, Number.NaN],
        pushBuffer: { max: 0, overflow: 'explode' },
        jitter: 2,
        reconnectAfter: [1],
      }).sort(),
    ).toEqual([
      'authToken',
      'jitter',
      'params.vsn',
      'pushBuffer.max',
      'pushBuffer.overflow',
      'reconnectAfter',
      'reconnectAfterMs[2]',
      'reconnectAfterMs[3]',
      'url',
    ]);
  });

  it('name those of the url though other options are no better', () => {
    expect(pathsOf({ url: 'nowhere', params: 5, authToken: 5, serializer: 5 }).sort()).toEqual([
      'authToken',
      'params',
      'serializer',
      'url',
    ]);
  });

  it('name those of constant params though a function gives the url', () => {
    expect(pathsOf({ url: () => url, params: { vsn: '1' } })).toEqual(['params.vsn']);
  });

  it('name a header that can not be sent, and quote no value', () => {
    const problems = problemsOf({ headers: { ok: 'ok', authorization: 'hunter2\r\nx: y', 'x-smile': '☺' } });
    expect(problems.map(({ path }) => path)).toEqual(['headers["authorization"]', 'headers["x-smile"]']);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it.each(['', 'Bearer hunter2', 'x:y', 'naïve', 'x\n'])(
    'count the header with the name %j, and do not quote it',
    (name) => {
      const [problem, ...others] = problemsOf({ headers: { ok: 'ok', [name]: 'authorization' } });
      expect(problem).toEqual({ path: 'headers', message: 'has an illegal name: that of header 2' });
      expect(others).toEqual([]);
    },
  );

  it('name an option that there is not, and those that there are', () => {
    const [problem] = problemsOf({ heartbeatInterval: 5 });
    expect(problem?.path).toBe('heartbeatInterval');
    expect(problem?.message).toContain('heartbeatIntervalMs');
  });

  it('name an option of pushBuffer that there is not', () => {
    expect(pathsOf({ pushBuffer: { maximum: 5 } })).toEqual(['pushBuffer.maximum']);
  });

  it.each([undefined, null, 5, 'ws://a', []])('of which there is none, but %o, is one', (input) => {
    const parsed = parseConfiguration(input as never);
    expect(parsed).toMatchObject({ ok: false, problems: [{ path: '' }] });
  });

  it('without a url is that it is missing', () => {
    expect(pathsOf({ url: undefined })).toEqual(['url']);
  });

  it('are in the error and in its message', () => {
    const error = new ConfigurationError(problemsOf({ jitter: 2, maxAttempts: 0 }));
    expect(error.code).toBe('configuration');
    expect(error.problems.map(({ path }) => path)).toEqual(['jitter', 'maxAttempts']);
    expect(error.message).toContain('2 problems: jitter must');
    expect(error.message).toContain('; maxAttempts must');
  });
});

describe('a relative url', () => {
  it('is a problem where there is no page', () => {
    const [problem] = problemsOf({ url: '/socket' });
    expect(problem).toEqual({
      path: 'url',
      message: 'is relative, and there is no page it could be relative to; begin it with ws:// or wss://',
    });
  });

  it.each(['/socket', '//other.test/socket'])('such as %s is fine where there is one', (relative) => {
    vi.stubGlobal('location', { href: 'https://app.test/page' });
    expect(problemsOf({ url: relative })).toEqual([]);
  });

  it('that asks for another vsn than the serializer has is a problem', () => {
    expect(pathsOf({ url: `${url}?vsn=1.0.0` })).toEqual(['url']);
    expect(pathsOf({ url: `${url}?vsn=1.0.0`, serializer: v1() })).toEqual([]);
  });
});

describe('an option that is an object of strings', () => {
  it.each([
    ['headers', new Headers({ authorization: 'SECRET' })],
    ['headers', new Map([['authorization', 'SECRET']])],
    ['params', new URLSearchParams({ token: 'SECRET' })],
    ['params', new Map([['token', 'SECRET']])],
  ])('is refused where it would be taken for empty: %s', (path, value) => {
    const parsed = parseConfiguration(Object.assign({ url: 'ws://server.test' }, { [path]: value }));
    expect(parsed).toEqual({ ok: false, problems: [{ path, message: expect.stringContaining('plain object') }] });
    expect(JSON.stringify(parsed)).not.toContain('SECRET');
  });

  it('may have no prototype', () => {
    const headers: Record<string, string> = Object.assign(Object.create(null), { a: 'b' });
    expect(parseConfiguration({ url: 'ws://server.test', headers }).ok).toBe(true);
  });
});
