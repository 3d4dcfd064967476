import { say } from '#sentences';
import { check, type Rule, report, unknownKeys } from './configuration.check.ts';
import type { ClientInput } from './configuration.types.ts';
import type { Problem } from './errors.ts';
import { problem } from './problem.ts';
import type { Code, Details } from './sentences/whole.ts';
import { ENDLESS, isPlain, isRecord, toDelay } from './values.ts';

/** Makes the rule that a value must fit. */
function must<C extends Code>(fits: (value: unknown) => boolean, code: C, ...details: Details[C]): Rule {
  return (value) => (fits(value) ? undefined : say(code, ...details));
}
const functionOr =
  (rule: Rule): Rule =>
  (value) =>
    isCallable(value) ? undefined : rule(value);
const isCallable = (value: unknown) => typeof value === 'function';
const oneOf = (...allowed: readonly unknown[]) => must((value) => allowed.includes(value), 'choice', allowed);

/** The rule of an option in milliseconds that may be 0. */
export const milliseconds = must((value) => toDelay(value) !== undefined, 'delay');
const positive = must((value) => Boolean(toDelay(value)), 'positive');
/** The rule of an option that must be a function. */
export const isFunction = must(isCallable, 'function');
const count = must((value) => (Number.isInteger(value) && Number(value) >= 1) || value === ENDLESS, 'count');

const delays: Rule = functionOr((value) => {
  if (!Array.isArray(value) || value.length === 0) return say('delays');
  // The copy turns holes into undefined; flatMap would skip them.
  return [...value].flatMap((item, index) => report(`[${index}]`, milliseconds(item)));
});

/** What RFC 9110 allows in the name of a header (5.6.2), and forbids in its value (5.5). Node can send only Latin-1. */
const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
const notInHeader = /[^\t\x20-\x7e\x80-\xff]/;

const headers: Rule = functionOr((value) => {
  if (!isPlain(value) || !Object.values(value).every((item) => typeof item === 'string')) return say('headers');
  return Object.entries(value).flatMap(([name, text], index): Problem[] => {
    if (!headerName.test(name)) return [problem('', 'name', index)];
    return notInHeader.test(String(text)) ? [problem(`[${JSON.stringify(name)}]`, 'value')] : [];
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
  if (!isSignal(value)) return say('signal');
  const nothing = () => value.reason;
  value.addEventListener('abort', nothing);
  value.removeEventListener('abort', nothing);
  nothing();
  return undefined;
};
const isUrl = (value: unknown) => isRecord(value) && typeof value.href === 'string';
const isText = (value: unknown) => typeof value === 'string';

/** The rules of the options of `push()` and `cast()`. */
export const pushRules = { timeoutMs: milliseconds, whenNotJoined, signal } as const;

/** The rules of the options of all calls that wait. */
export const awaitRules = { timeoutMs: milliseconds, signal, retry: oneOf(true, false) } as const;

/** The rule of the delay of `sendAfter()`. */
export const delayRules = { delayMs: milliseconds } as const;

/** The rules of the options of a client. */
export const rules: { readonly [K in keyof ClientInput]-?: Rule } = {
  ...joinRules,
  url: functionOr(must((value) => isText(value) || isUrl(value), 'url')),
  params: functionOr(must(isPlain, 'params')),
  authToken: functionOr(must(isText, 'authToken')),
  headers,
  reconnectAfterMs: delays,
  jitter: must((value) => typeof value === 'number' && value >= 0 && value <= 1, 'jitter'),
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
    isRecord(value) ? [...unknownKeys(value, pushBuffer, '.'), ...check(value, pushBuffer, '.')] : say('pushBuffer'),
  maxBufferedAmount: must((value) => typeof value === 'number' && value >= 0, 'maxBufferedAmount'),
  shouldReconnect: isFunction,
  shouldRejoin: isFunction,
  serializer: must(
    (value) =>
      isRecord(value) &&
      typeof value.vsn === 'string' &&
      value.vsn !== '' &&
      typeof value.encode === 'function' &&
      typeof value.decode === 'function' &&
      (value.capture === undefined || typeof value.capture === 'function'),
    'serializer',
  ),
  transport: isFunction,
  idleDisconnectMs: positive,
  autoConnect: oneOf(true, false),
  logger: isFunction,
};
