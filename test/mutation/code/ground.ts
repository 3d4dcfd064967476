import type { Mistakes } from '../mistakes.ts';

/** Mistakes in what both rooms stand on. */
export const groundMistakes: Mistakes = {
  'machines/events.ts': [
    [
      'if (isOneOf(event, types)) return event;\n  throw',
      'if (event) return event as never;\n  throw',
      'an action takes any event for the one it is for',
    ],
    ['types, event.type)', 'types, JSON.stringify(event))', 'the error of an action quotes the event'],
    [
      'types.some((type) => type === event.type)',
      'types[0] === event.type',
      'an action for two events is for the first',
    ],
    ['return event;\n}\n', 'return undefined as Event;\n}\n', 'what is to take the event gets nothing'],
  ],
  'machines/promise.ts': [
    [" && typeof value.then === 'function'", '', 'an object with a then that is no function counts as a promise'],
  ],
  'machines/time.ts': [
    ['NAP_MS = 1_000', 'NAP_MS = 100', 'a clock that is set right by a moment puts deadlines forward'],
    ['NAP_MS = 1_000', 'NAP_MS = 100_000_000', 'eight hours of sleep are not noticed'],
    ['clock.now.bind(clock)', 'clock.now', 'the time of a clock is asked of nobody'],
    ["if (!('now' in clock) || typeof clock.now !== 'function') return", 'return', 'a simulated clock does not count'],
    ['wall: now }', 'wall: () => Date.now() }', 'under a simulated clock the wall shows another time'],
    ['if (ahead > NAP_MS) slept', 'if (Math.abs(ahead) > NAP_MS) slept', 'time goes back with the clock on the wall'],
    ['if (ahead > NAP_MS) slept += ahead;', '', 'time stands still while the machine sleeps'],
    [
      'if (ahead > NAP_MS) slept += ahead;',
      'if (ahead > NAP_MS) slept = ahead;',
      'a second sleep takes back the first',
    ],
    ['    steadyAt = steadyNow;\n', '', 'whatever passes awake is taken off the next sleep'],
    ['    wallAt = wallNow;\n', '', 'whatever passes is a sleep in the end'],
    ['    steadyAt = steadyNow;\n    wallAt = wallNow;\n', '', 'a sleep counts with every look'],
    ['return steadyNow + slept', 'return wallNow', 'deadlines go by the clock on the wall'],
    ['wall: () => Date.now() }', 'wall: now }', 'people read the steady clock'],
    ["typeof performance === 'undefined' ? Date", "typeof performance === 'object' ? Date", 'no clock is steady'],
  ],
  'machines/user.code.ts': [
    [
      'return watcher === null ? shielded(owner, call, topic, event) : watched(watcher, owner, call, topic, event);',
      'return shielded(owner, call, topic, event);',
      'telemetry does not see a call',
    ],
    [
      'if (isPromiseLike(result)) reportRejection(owner, result, topic, event);',
      '',
      'a promise that a listener leaves rejects unhandled',
    ],
    [
      '    owner.report(error, topic, event);\n    return undefined;',
      '    return undefined;',
      'a listener throws without a word',
    ],
    ['    seen.threw();\n', '', 'telemetry does not see that a function threw'],
    ['    owner.report(error, topic, event);\n  };', '  };', 'a function that is watched throws without a word'],
    [
      'if (isPromiseLike(result)) result.then(seen.returned, failed);\n    else seen',
      'seen',
      'telemetry does not wait for a promise',
    ],
    ['else seen.returned();', '', 'telemetry does not see the end of a call'],
  ],
  'machines/backoff.ts': [
    ['attempt > 1 ? 1 : 0', 'attempt > 2 ? 1 : 0', 'the second retry has no jitter'],
    ['attempt > 1 ? 1 : 0', 'attempt >= 1 ? 1 : 0', 'the first retry has jitter'],
    ['attempt > 2 ? Math.min(share, MOST_FROM_THE_THIRD) : share', 'share', 'all of the third delay may be drawn'],
    ['attempt > 2 ? Math', 'attempt > 1 ? Math', 'half of the second delay is kept'],
    ['attempt > 2 ? Math', 'attempt > 3 ? Math', 'all of the third delay may be drawn, and of no later one'],
    [
      'Math.min(share, MOST_FROM_THE_THIRD)',
      'MOST_FROM_THE_THIRD',
      'a jitter of the user does not count from the third retry on',
    ],
    ['Math.round(', 'Math.ceil(', 'delays are rounded up'],
    ['1 - jitter * random()', '1 + jitter * random()', 'jitter adds to the delay'],
    ['1 - jitter * random()', '1 - random()', 'all of a delay is drawn at random'],
    ['? delays(attempt)', '? delays(attempt - 1)', 'a function of the attempt is asked for the one before'],
    [
      'Math.min(attempt, delays.length) - 1',
      'Math.min(attempt, delays.length)',
      'the first step of the list is left out',
    ],
    ['Math.min(attempt, delays.length) - 1', 'attempt - 1', 'behind its last step a list is no good'],
    ['toDelay(step) ?? fallbackMs', 'toDelay(step) ?? 0', 'a backoff that gives no delay is no backoff'],
    [
      'askDelay(owner, () => delays(attempt), topic, option)',
      'delays(attempt)',
      'a backoff that throws ends its actor',
    ],
    ['option) ?? fallbackMs', 'option) ?? 0', 'a backoff that throws is no backoff'],
  ],
  'values.ts': [
    [' && value >= 0', '', 'a negative delay is taken'],
    ['value >= 0', 'value > 0', 'a delay of 0 is no delay'],
    ['Math.min(value, MAX_DELAY_MS)', 'value', 'a delay beyond the timer is taken'],
    ['MAX_DELAY_MS = 2 ** 31 - 1', 'MAX_DELAY_MS = 2 ** 31', 'the longest delay is more than a timer can wait'],
  ],
  'problem.ts': [
    ['if (problems.length > 0) throw', 'if (false) throw', 'nobody is told of a problem'],
    ['if (problems.length > 0) throw', 'if (problems.length > 1) throw', 'one problem is none'],
  ],
  'sentences/kind.ts': [
    ["path.replace(/[.[].*/s, '')", 'path', 'what a function gave is not told where it is a part that is wrong'],
    ["if (typeof value === 'number' && value < 0) return 'a negative number';", '', 'a negative number is told as any'],
    ['return String(value);', "return 'nothing';", 'it is not told which nothing there is'],
    ["'a list'", "'an object'", 'a list is told as any object'],
  ],
  'sentences/options.ts': [
    ["typeof found === 'number' ? found : 'unknown'", 'String(found)', 'a version may be anything'],
  ],
  'sentences/whole.ts': [
    ['kindOf(values?.get(option))', 'values?.get(option)', 'an error quotes what a function gave'],
    ["typeof sources?.get(option) === 'function'", 'true', 'a constant is told as what a function gave'],
  ],
  'sentences/codes.ts': [
    [
      '_details: Details[C]): string {',
      'details: Details[C]): string {\n  if (details.length > 0) return String(details);',
      'a page in production shows a value',
    ],
  ],
  'machines/delays.ts': [
    [
      'guarded(owner, () => asDelay(ask(), name), topic, name)',
      'asDelay(ask(), name)',
      'a delay that is none ends its actor',
    ],
    ['if (delay !== undefined) return delay;', 'return delay ?? Number.NaN;', 'a delay that is none is taken'],
    ['if (isPromise) given.then(undefined, () => {});', '', 'a delay that rejects is left to the process'],
    ['given, isPromise)', 'given, false)', 'a promise is told as an object'],
    [
      'if (!isRecord(delays)) return given;',
      'if (isRecord(delays)) return given;',
      'provided delays are not looked at',
    ],
    [' ?? evaluate(own[name], args, params)', '', 'a provided delay that is none is no wait at all'],
    ['[name, toDelay(delay) ?? guard]', '[name, delay]', 'a provided delay is taken as it is'],
    [
      'isFunction(delay) ? delay(args, params) : delay',
      'isFunction(delay) ? delay({}, params) : delay',
      'a provided delay is told nothing',
    ],
  ],
};
