import { defaultTransport } from '#default-transport';
import { check, unknownKeys } from './configuration.check.ts';
import { rules } from './configuration.rules.ts';
import type { ClientInput, Configuration, ParsedConfiguration } from './configuration.types.ts';
import { ConfigurationError, type Problem } from './errors.ts';
import { problem } from './problem.ts';
import { authTokenProtocols, encodeParams, endpointUrl } from './protocol/endpoint.ts';
import { v2 } from './protocol/v2.ts';
import { ENDLESS, isRecord, toDelay } from './values.ts';

/** The default of each option whose default is a plain value. See {@link ClientInput} for the others. */
export const defaults = {
  headers: {},
  params: {},
  reconnectAfterMs: [10, 50, 100, 150, 200, 250, 500, 1000, 2000, 5000],
  rejoinAfterMs: [1000, 2000, 5000, 10_000],
  maxAttempts: ENDLESS,
  heartbeatIntervalMs: 30_000,
  heartbeatTimeoutMs: 10_000,
  livenessFrom: 'heartbeat',
  connectTimeoutMs: 10_000,
  joinTimeoutMs: 10_000,
  pushTimeoutMs: 10_000,
  leaveTimeoutMs: 5_000,
  maxConcurrentJoins: 'auto',
  stableAfterMs: 10_000,
  whenNotJoined: 'buffer',
  pushBuffer: { max: 100, overflow: 'reject' },
  maxBufferedAmount: 16 * 1024 * 1024,
  idleDisconnectMs: ENDLESS,
  autoConnect: true,
} as const satisfies Partial<ClientInput>;

/**
 * Checks an input and fills in the defaults, without opening anything.
 *
 * @returns The configuration, or every problem at once.
 */
export function parseConfiguration(input: ClientInput): ParsedConfiguration {
  try {
    const problems = problemsOfAll(input);
    return problems.length > 0 ? { ok: false, problems } : { ok: true, value: complete(input) };
  } catch {
    // The error is not shown, because it may quote a secret.
    return { ok: false, problems: [problem('', 'input_unreadable')] };
  }
}

function problemsOfAll(input: ClientInput): readonly Problem[] {
  return isRecord(input)
    ? [...unknownKeys(input, rules), ...check(input, rules), ...checkEndpoint(input)]
    : [problem('', 'input')];
}

/**
 * Checks an input and fills in the defaults.
 *
 * @throws {@link ConfigurationError} with every problem.
 */
export function configure(input: ClientInput): Configuration {
  const parsed = parseConfiguration(input);
  if (!parsed.ok) throw new ConfigurationError(parsed.problems);
  return parsed.value;
}

function complete(input: ClientInput): Configuration {
  // Reads the options by name, as the check did, because they may be accessors or inherited.
  const options = Object.keys(rules) as (keyof ClientInput)[];
  const entries = options
    .map((name) => [name, clamped(name, input[name])] as const)
    .filter(([, value]) => value !== undefined);
  const given: Partial<ClientInput> = Object.fromEntries(entries);
  // With heartbeats off, `ping()` still needs a timeout.
  const interval = given.heartbeatIntervalMs || defaults.heartbeatIntervalMs;
  const basic = {
    heartbeatTimeoutMs: Math.min(interval, defaults.heartbeatTimeoutMs),
    serializer: v2(),
    transport: defaultTransport(),
  };
  const pushBuffer = { ...defaults.pushBuffer, ...given.pushBuffer };
  // No spread: V8 would make a hidden class for each client, which makes messages slower where there are many.
  return Object.assign({}, defaults, basic, given, { url: input.url, pushBuffer });
}

/** Limits the delays of an option in ms to what a timer can wait. */
function clamped(name: string, value: unknown): unknown {
  if (!name.endsWith('Ms')) return value;
  return Array.isArray(value) ? value.map((item) => toDelay(item)) : (toDelay(value) ?? value);
}

/** Checks the parts of the endpoint that are constants. Functions are checked at each attempt. */
function checkEndpoint({ url, params, authToken, serializer }: ClientInput): readonly Problem[] {
  if (url === undefined) return [problem('url', 'required')];
  const vsn = isSound({ serializer }) && serializer ? serializer.vsn : v2().vsn;
  return [
    ...problemsOf({ url }, () => typeof url !== 'function' && endpointUrl({ url, vsn, base: pageUrl() })),
    ...problemsOf({ params }, () => typeof params === 'object' && encodeParams(params)),
    ...problemsOf({ authToken }, () => typeof authToken === 'string' && authTokenProtocols(authToken)),
  ];
}

function isSound(option: Readonly<Record<string, unknown>>): boolean {
  return check(option, rules).length === 0;
}

/** Tries out an option that has the right type. */
function problemsOf(option: Readonly<Record<string, unknown>>, use: () => unknown): readonly Problem[] {
  if (!isSound(option)) return [];
  try {
    use();
    return [];
  } catch (error) {
    return error instanceof ConfigurationError ? error.problems : [problem('params', 'unencodable')];
  }
}

/** The url of the page, which a relative url is relative to; undefined without a page. */
export function pageUrl(): string | undefined {
  return typeof location === 'undefined' ? undefined : location.href;
}
