/** Milliseconds of real time that a push may wait for its reply before we warn. */
const PATIENCE_MS = 1_000;

/** A push that waits for its reply. */
interface Waiting {
  /** Whether its caller waits; undefined as soon as the push waits for no reply. */
  isAwaited(): boolean | undefined;
  /** The push in one line. */
  line(): string;
}

/**
 * Warns on the console if a test awaits a push, nobody has replied to it, and nothing happens any more. Virtual time
 * does not move by itself, so the test would wait for ever.
 */
export class Standstill {
  readonly #pulse: () => string;
  #waiting: Waiting[] = [];
  #isWatching = false;
  #before = '';

  /** @param pulse - Returns another text whenever something has happened. */
  constructor(pulse: () => string) {
    this.#pulse = pulse;
  }

  watch(push: Waiting): void {
    this.#waiting.push(push);
    this.#before = this.#pulse();
    if (!this.#isWatching) this.#look();
  }

  #look(isAgain = false): void {
    this.#isWatching = true;
    const timer: unknown = setTimeout(() => {
      this.#isWatching = false;
      this.#waiting = this.#waiting.filter(({ isAwaited }) => isAwaited() !== undefined);
      if (this.#waiting.length === 0) return;
      const awaited = this.#waiting.filter(({ isAwaited }) => isAwaited());
      if (this.#pulse() !== this.#before || awaited.length === 0) {
        this.#before = this.#pulse();
        this.#look(true);
      } else {
        this.#waiting = [];
        tell(awaited);
      }
    }, PATIENCE_MS);
    // Do not keep a program running that is otherwise done.
    if (isAgain) unref(timer);
  }
}

function tell(waiting: readonly Waiting[]): void {
  const lines = waiting.map(({ line }) => line()).join('\n');
  console.error(
    `xstate-phoenix/testing: the test stands still, because nobody has called reply() for what is awaited:\n${lines}`,
  );
}

function unref(timer: unknown): void {
  const method: unknown = Reflect.get(Object(timer), 'unref');
  if (typeof method === 'function') Reflect.apply(method, timer, []);
}
