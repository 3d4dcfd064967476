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
};
