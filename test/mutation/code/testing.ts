import type { Mistakes } from '../mistakes.ts';

/** Mistakes in the test kit. */
export const testingMistakes: Mistakes = {
  'testing/websocket.ts': [
    ['this.#busy(() => this.#dial(request))', 'this.#dial(request)', 'what is sent when it opens is lost'],
    ['!this.#isBusy && ', '', 'a server answers within send()'],
    [' && this.#untold.length === 0', '', 'a message overtakes another'],
    ['const timer = clock?.setTimeout(once, 0);', 'const timer = 0;', 'an answer waits while time moves'],
    ['if (hasFailed) this.#call(this.onerror, {});', '', 'an attempt fails without an error'],
    ['      isDone = true;\n', '', 'something is told twice'],
  ],
};
