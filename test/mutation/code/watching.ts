import type { Mistakes } from '../mistakes.ts';

/** Mistakes in what only its own import pays for: intercept, stats, logger and refreshAuth. */
export const watchingMistakes: Mistakes = {
  'machines/client/interceptors.ts': [
    ['this.#added.delete(own) && ', '', 'the undo of an interceptor removes all when there is one'],
    ['this.#added.size === 0', 'true', 'the undo of an interceptor removes all'],
    ['.reverse()', '', 'incoming frames are seen in the order of outgoing ones'],
    ["if (topic !== PHOENIX_TOPIC && frame[3] !== 'phx_leave') throw error;", '', 'a push is not told of it'],
    ['topic !== PHOENIX_TOPIC && ', '', 'an interceptor that fails ends the connection'],
    [" && frame[3] !== 'phx_leave'", '', 'an interceptor that fails is reported twice'],
    ['const shown = readable(frame);', 'const shown = frame;', 'a payload that waited can not be read'],
    ['given === undefined || given === shown ? frame', 'given === undefined ? frame', 'a payload is written twice'],
    ['asked?.passed ?? null', 'asked ? asked.passed : frame', 'a frame goes on though its interceptor failed'],
    ['if (isPromise) given.then(undefined, () => {});', '', 'an async interceptor leaves a rejection unhandled'],
  ],
  'stats.ts': [
    ["if (state !== 'left') topics[state] += 1;", '', 'no topic is counted'],
    ["sent ? 'inFlight' : 'waiting'", "sent ? 'waiting' : 'inFlight'", 'pushes that wait count as sent'],
    ['attempts: dials', 'attempts: 0', 'attempts are not counted'],
    ['traffic.frames += 1;', '', 'frames are not counted'],
    ['traffic.bytes += bytes;', 'traffic.bytes += 1;', 'bytes are not counted'],
    ['if (topic !== PHOENIX_TOPIC) return;', '', 'any frame is a heartbeat'],
    ['if (sentAt === undefined) return;', '', 'an answer to nothing has a round trip'],
    ['now - sentAt', 'sentAt', 'a round trip is a point in time'],
    ['in: { ...received }', 'in: received', 'numbers change after they were given'],
    ['out: { ...out }', 'out', 'numbers change after they were given away'],
    ['this.#since = time.wall();', 'this.#since = 0;', 'nobody knows since when frames count'],
  ],
  'logger.ts': [
    ['<= levels.indexOf(level)', '< levels.indexOf(level)', 'the level that was asked for is not written'],
    ['      if (!isWanted(at)) return;\n', '', 'everything is written'],
    ['isReported = true;', '', 'a write that throws is reported for ever'],
    ["listenersOf(client, 'listener.failed').length === 1", 'true', 'an error is on the console though it was heard'],
    ["listenersOf(client, 'listener.failed').length === 1", 'false', 'nobody sees the error of a listener'],
    ['      say(...lineOf(failed, topic));\n', '', 'a listener that failed is not logged'],
    ['void Promise.resolve().then(() => {', 'void [0].map(() => {', 'nobody sees an error within the start'],
  ],
  'logger.lines.ts': [
    [
      "const { attempt, error, httpStatus, willRetry, retryInMs } = event;\n      return [willRetry ? 'warn' : 'error'",
      "const { attempt, error, httpStatus, willRetry, retryInMs } = event;\n      return ['warn'",
      'a failed client is a warning',
    ],
    [
      "const { code, cause, error, willRetry } = event;\n      return [willRetry ? 'warn' : 'error'",
      "const { code, cause, error, willRetry } = event;\n      return ['warn'",
      'a client that gives up is a warning',
    ],
    ['error && /^[a-z_]{1,24}$/.test(error.code)', 'error', 'a code may be anything'],
    ['value.slice(0, SHOWN)', 'value', 'a line may have any length'],
    ['/^[\\w.:/@*-]+$/.test(text) ? text : JSON.stringify(text)', 'text', 'a topic can write lines of its own'],
    ['.filter(([, value]) => value !== undefined)', '', 'what is not there is written'],
  ],
};
