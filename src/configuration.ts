import { defaultTransport } from '#default-transport';
import { check, isRecord, rules } from './configuration.rules.ts';
import type { ClientInput, Configuration, ParsedConfiguration } from './configuration.types.ts';
import { ConfigurationError, type Problem } from './errors.ts';
import { authTokenProtocols, type ConnectParams, endpointUrl } from './protocol/endpoint.ts';
import { v2 } from './protocol/v2.ts';

/** The defaults of every option that has a plain one. */
export const defaults = {
  headers: {},
  params: {},
  reconnectAfterMs: [10, 50, 100, 150, 200, 250, 500, 1000, 2000, 5000],
  rejoinAfterMs: [1000, 2000, 5000, 10_000],
  maxAttempts: Number.POSITIVE_INFINITY,
  heartbeatIntervalMs: 30_000,
  heartbeatTimeoutMs: 10_000,
  connectTimeoutMs: 10_000,
  joinTimeoutMs: 10_000,
  pushTimeoutMs: 10_000,
  leaveTimeoutMs: 5_000,
  stableAfterMs: 10_000,
  whenNotJoined: 'buffer',
  pushBuffer: { max: 100, overflow: 'reject' },
  maxBufferedAmount: 16 * 1024 * 1024,
  autoConnect: true,
} as const satisfies Partial<ClientInput>;

/**
 * Checks an input and fills in the defaults, without opening anything.
 *
 * @returns The configuration, or every problem at once.
 */
export function parseConfiguration(input: ClientInput): ParsedConfiguration {
  const problems = isRecord(input)
    ? [...unknownKeys(input), ...check(input, rules, ''), ...checkEndpoint(input)]
    : [{ path: '', message: 'the input must be an object with at least a url' }];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: complete(input) };
}

/**
 * The configuration of an input.
 *
 * @throws {@link ConfigurationError} with every problem.
 */
export function configure(input: ClientInput): Configuration {
  const parsed = parseConfiguration(input);
  if (!parsed.ok) throw new ConfigurationError(parsed.problems);
  return parsed.value;
}

function complete(input: ClientInput): Configuration {
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as ClientInput;
  const interval = given.heartbeatIntervalMs ?? defaults.heartbeatIntervalMs;
  return {
    ...defaults,
    heartbeatTimeoutMs: Math.min(interval, defaults.heartbeatTimeoutMs),
    serializer: v2(),
    transport: defaultTransport(),
    ...given,
    pushBuffer: { ...defaults.pushBuffer, ...given.pushBuffer },
  };
}

function unknownKeys(input: object): readonly Problem[] {
  return Object.keys(input)
    .filter((key) => !Object.hasOwn(rules, key))
    .map((path) => ({ path, message: `is no option; there are ${Object.keys(rules).sort().join(', ')}` }));
}

/** What can be told of the url before the first attempt: all of it, unless a function gives it. */
function checkEndpoint({ url, params, authToken, serializer }: ClientInput): readonly Problem[] {
  if (url === undefined) return [{ path: 'url', message: 'is missing; it is the only option that is required' }];
  if (check({ url, params, authToken, serializer }, rules).length > 0) return [];
  const vsn = serializer?.vsn ?? v2().vsn;
  return [
    ...problemsOf(() => {
      if (typeof url !== 'function') endpointUrl({ url, params: constant(params), vsn, base: pageUrl() });
    }),
    ...problemsOf(() => {
      if (typeof authToken === 'string') authTokenProtocols(authToken);
    }),
  ];
}

function constant(params: ClientInput['params']): ConnectParams | undefined {
  return typeof params === 'function' ? undefined : params;
}

function problemsOf(attempt: () => void): readonly Problem[] {
  try {
    attempt();
    return [];
  } catch (error) {
    return error instanceof ConfigurationError ? error.problems : [{ path: 'params', message: 'can not be encoded' }];
  }
}

/** What a relative url is relative to; undefined where there is no page. */
export function pageUrl(): string | undefined {
  return typeof location === 'undefined' ? undefined : location.href;
}
