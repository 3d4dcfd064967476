import { check, type Rule, report, unknownKeys } from './configuration.check.ts';
import type { ClientInput } from './configuration.types.ts';
import type { Problem } from './errors.ts';
import { isPlain, isRecord, toDelay } from './values.ts';

/** The rule of an option in milliseconds that may be 0. */
export const milliseconds: Rule = (value) =>
  toDelay(value) === undefined ? 'must be a number from 0, or Infinity' : undefined;
const positive: Rule = (value) => (toDelay(value) ? undefined : 'must be a number above 0, or Infinity');
const functionOr =
  (rule: Rule): Rule =>
  (value) =>
    typeof value === 'function' ? undefined : rule(value);
/** The rule of an option that must be a function. */
export const isFunction: Rule = (value) => (typeof value === 'function' ? undefined : 'must be a function');
const oneOf =
  (...allowed: readonly unknown[]): Rule =>
  (value) =>
    allowed.includes(value) ? undefined : `must be one of ${allowed.map((item) => JSON.stringify(item)).join(', ')}`;
const count: Rule = (value) =>
  (Number.isInteger(value) && Number(value) >= 1) || value === Number.POSITIVE_INFINITY
    ? undefined
    : 'must be a whole number from 1, or Infinity';
const text: Rule = (value) =>
  typeof value === 'string' ? undefined : 'must be a string, or a function that gives one';

const delays: Rule = functionOr((value) => {
  if (!Array.isArray(value) || value.length === 0)
    return 'must be a list of milliseconds with at least one entry, or a function of the attempt';
  // The copy turns holes into undefined; flatMap would skip them.
  return [...value].flatMap((item, index) => report(`[${index}]`, milliseconds(item)));
});

/** What RFC 9110 allows in the name of a header (5.6.2), and forbids in its value (5.5). Node can send only Latin-1. */
const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
const notInHeader = /[^\t\x20-\x7e\x80-\xff]/;

const headers: Rule = functionOr((value) => {
  if (!isPlain(value) || !Object.values(value).every((item) => typeof item === 'string'))
    return 'must be a plain object of strings, or a function that gives one';
  return Object.entries(value).flatMap(([name, text], index): Problem[] => {
    // The name is not quoted: if name and value are swapped by mistake, it is a token.
    if (!headerName.test(name)) return [{ path: '', message: `has an illegal name: that of header ${index + 1}` }];
    if (!notInHeader.test(String(text))) return [];
    return [
      { path: `[${JSON.stringify(name)}]`, message: 'must not contain line breaks or characters outside Latin-1' },
    ];
  });
});

const whenNotJoined = oneOf('buffer', 'reject');

const pushBuffer = { max: count, overflow: oneOf('reject', 'drop-oldest', 'drop-newest') } as const;

/** Allows any value. The rule is needed because the check reads the option, and that may throw. */
const anything: Rule = () => undefined;

/** The rules of the options of `rejoin()`. */
export const rejoinRules = { params: anything } as const;

/** The rules of the options of `join()`. */
export const joinRules = { ...rejoinRules, rejoinAfterMs: delays, joinTimeoutMs: positive } as const;

/** Does not use `instanceof`: the signal of an iframe, of jsdom or of a polyfill is of another class. */
function isSignal(value: unknown): value is AbortSignal {
  return (
    isRecord(value) &&
    typeof value.aborted === 'boolean' &&
    typeof value.addEventListener === 'function' &&
    typeof value.removeEventListener === 'function'
  );
}
/** Tries the signal out before anything begins, since one that throws would do so in the middle of a call. */
const signal: Rule = (value) => {
  if (!isSignal(value)) return 'must be an AbortSignal';
  const nothing = () => value.reason;
  value.addEventListener('abort', nothing);
  value.removeEventListener('abort', nothing);
  nothing();
  return undefined;
};
const isUrl = (value: unknown) => isRecord(value) && typeof value.href === 'string';

/** The rules of the options of `push()` and `cast()`. */
export const pushRules = { timeoutMs: milliseconds, whenNotJoined, signal } as const;

/** The rules of the options of all calls that wait. */
export const awaitRules = { timeoutMs: milliseconds, signal, retry: oneOf(true, false) } as const;

/** The rule of the delay of `sendAfter()`. */
export const delayRules = { delayMs: milliseconds } as const;

/** The rules of the options of a client. */
export const rules: { readonly [K in keyof ClientInput]-?: Rule } = {
  ...joinRules,
  url: functionOr((value) =>
    typeof value === 'string' || isUrl(value) ? undefined : 'must be a string, a URL, or a function that gives one',
  ),
  params: functionOr((value) => (isPlain(value) ? undefined : 'must be a plain object, or a function that gives one')),
  authToken: functionOr(text),
  headers,
  reconnectAfterMs: delays,
  jitter: (value) =>
    typeof value === 'number' && value >= 0 && value <= 1 ? undefined : 'must be a number from 0 to 1',
  maxAttempts: count,
  heartbeatIntervalMs: milliseconds,
  heartbeatTimeoutMs: positive,
  livenessFrom: oneOf('heartbeat', 'any-frame'),
  connectTimeoutMs: positive,
  pushTimeoutMs: positive,
  leaveTimeoutMs: positive,
  maxConcurrentJoins: (value) => (value === 'auto' ? undefined : count(value)),
  stableAfterMs: milliseconds,
  whenNotJoined,
  pushBuffer: (value) =>
    isRecord(value)
      ? [...unknownKeys(value, pushBuffer, '.'), ...check(value, pushBuffer, '.')]
      : 'must be an object like { max: 100, overflow: "reject" }',
  maxBufferedAmount: (value) =>
    typeof value === 'number' && value >= 0 ? undefined : 'must be a number of bytes from 0, or Infinity',
  shouldReconnect: isFunction,
  shouldRejoin: isFunction,
  serializer: (value) =>
    isRecord(value) &&
    typeof value.vsn === 'string' &&
    value.vsn !== '' &&
    typeof value.encode === 'function' &&
    typeof value.decode === 'function' &&
    (value.capture === undefined || typeof value.capture === 'function')
      ? undefined
      : 'must have vsn, encode and decode, like v2(), and may have a function capture',
  transport: isFunction,
  idleDisconnectMs: positive,
  autoConnect: oneOf(true, false),
  logger: isFunction,
};
