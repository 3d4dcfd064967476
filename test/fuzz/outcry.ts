const levels = ['error', 'warn'] as const;

/** What was thrown where nobody catches: as an uncaught exception, or as a rejection that nobody handles. */
export class Outcry {
  readonly #thrown: unknown[] = [];
  readonly #note = (error: unknown) => void this.#thrown.push(error);
  readonly #console = { ...console };
  #logged: string[] = [];

  /** Listens, and keeps the console quiet: it is where errors go that nobody listens for. */
  listen(): void {
    process.on('uncaughtException', this.#note);
    process.on('unhandledRejection', this.#note);
    for (const level of levels) console[level] = (text: unknown) => void this.#logged.push(String(text));
  }

  stop(): void {
    process.off('uncaughtException', this.#note);
    process.off('unhandledRejection', this.#note);
    for (const level of levels) console[level] = this.#console[level];
  }

  /** Lets everything come out that is on its way: rejections after the microtasks, XState's own reports by a timer. */
  async take(): Promise<readonly unknown[]> {
    await new Promise((resolve) => setTimeout(resolve, 2));
    this.#logged = [];
    return this.#thrown.splice(0);
  }
}
