import type { Mistakes } from '../mistakes.ts';

/** Mistakes in what waits for the next task, and for whom. */
export const inboxMistakes: Mistakes = {
  'machines/client/inbox.ts': [
    ["(this.#phase === 'open') this.#step", '(true) this.#step', 'nothing waits for the next task'],
    ['if (this.#depth === 0 || this', 'if (this', 'what no frame has brought about holds frames up'],
    ["this.#phase = 'closed';", "this.#phase = 'open';", 'what comes of an abandoned socket counts'],
    ["    if (this.#phase !== 'open') return undefined;\n", '', 'frames are not held a second time'],
    ['this.#waiting.reverse()', 'this.#waiting', 'held frames come in the wrong order'],
    ['    this.#due = [];\n', '', 'frames that had their turn outlive their socket'],
  ],
  'machines/next.task.ts': [['    this.#run = null;\n', '', 'a task that was given up comes in a browser']],
  'machines/next.task.node.ts': [['    this.#run = null;\n', '', 'a task that was given up comes in Node']],
  'machines/client/transport.actor.ts': [
    ['received: (data) => inbox.take(received, data)', 'received', 'frames do not wait for those before them'],
    [
      'unreadable: (why) => inbox.take(unreadable, scrub(why, request))',
      'unreadable: (why) => unreadable(scrub(why, request))',
      'an unreadable message of an abandoned socket counts',
    ],
    ['inbox.close();', '', 'what was held outlives its socket'],
  ],
  'machines/client/unrouted.ts': [
    ['return this.#listeners.size > 0;', 'return true;', 'a message that nobody takes is dropped without a word'],
    ['return this.#listeners.size > 0;', 'return false;', 'a message that was taken is told as dropped'],
    [
      'return () => void this.#listeners.delete(own);',
      'return () => {};',
      'who listens to unrouted messages listens for ever',
    ],
  ],
  'machines/proxies.ts': [['Object.preventExtensions(object);', '', 'what stands in reactive state breaks']],
  'awaitable.ts': [
    ['void super.then(undefined, () => {});', '', 'a push that nobody awaits rejects unhandled'],
    ['if (this.#promise.isAwaited) this.#host?.told?.();', '', 'nobody who awaits goes on before what comes behind'],
    ['if (this.#promise.isAwaited) this.#host', 'this.#host', 'what nobody awaits holds frames up'],
    ["if ('error' in outcome) this.#reject(outcome.error);\n    else this", 'this', 'what failed is resolved'],
  ],
  'wait.ts': [
    ["'value' in given && this.#isLate?.()", 'false', 'a wait outlives its deadline while the machine sleeps'],
  ],
  'messages.ts': [['host.told?.();', '', 'a loop goes on behind what came with its message']],
};
