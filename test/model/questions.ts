interface Question {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** What a client asks of its user by a function, to be answered when a path says so. */
export class Questions {
  readonly #questions: Question[] = [];

  get asked(): number {
    return this.#questions.length;
  }

  ask<T = object>(): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#questions.push({ resolve: (answer) => resolve(answer as T), reject });
    });
  }

  /** Answers the last question. */
  answer(answer: unknown): void {
    this.#questions.at(-1)?.resolve(answer);
  }

  fail(error: Error): void {
    this.#questions.at(-1)?.reject(error);
  }

  /** Answers all but the last question, which nobody waits for any more. */
  answerOld(answer: unknown): void {
    for (const { resolve } of this.#questions.slice(0, -1)) resolve(answer);
  }
}
