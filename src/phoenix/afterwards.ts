import type { ActorOptions } from 'xstate';
import type { ClientMachine } from '../machines/client/client.logic.ts';
import { isRecord } from '../values.ts';

/** The clock of an actor system. */
export type Clock = NonNullable<ActorOptions<ClientMachine>['clock']>;

/**
 * Keeps what the charts ask for until they have done their step: frames to write, callbacks to call. So the program is never
 * called within a step, and what it asks for happens within its call.
 */
export class Afterwards {
  readonly #tasks: (() => void)[] = [];

  /** Adds a task. If an actor was told something that its socket does not know of, it is done in a microtask. */
  add(task: () => void): void {
    if (this.#tasks.push(task) === 1) void Promise.resolve().then(() => this.run());
  }

  /** Does all of it, in order. Throws what a function of the program throws: the rest is done at the next call. */
  run(): void {
    for (let task = this.#tasks.shift(); task; task = this.#tasks.shift()) task();
  }

  /** A clock whose timers do it, too. Without a clock, it is that of the platform at the time of the call. */
  clockOf(clock: Clock | undefined): Clock {
    const { run } = { run: () => this.run() };
    const given: unknown = clock;
    return {
      setTimeout: (fire, ms) => {
        const tick = () => {
          fire();
          run();
        };
        return clock ? clock.setTimeout(tick, ms) : setTimeout(tick, ms);
      },
      clearTimeout: (id) => (clock ? clock.clearTimeout(id) : clearTimeout(id)),
      ...(isRecord(given) && typeof given.now === 'function' && { now: given.now.bind(given) }),
    };
  }
}
