/** What a process for tests says once it can begin. */
export interface Ready {
  readonly files: readonly string[];
}

/** What it is asked: to hold the tests, in this order, against a mutant, or against the sources as they are. */
export interface Trial {
  readonly mutant: string | null;
  readonly files: readonly string[];
}

/** How that went. */
export interface Verdict {
  /**
   * `invalid` is a mutant under which no test could begin: its module, or the chart in it, can not even be made.
   * `timeout` is one that kept the process from ending.
   */
  readonly status: 'killed' | 'survived' | 'timeout' | 'invalid';
  /** The test that failed first, and its error, or what else has. */
  readonly by?: string;
  /** The file of that test. */
  readonly file?: string;
  /** Milliseconds for each test file. */
  readonly took: Readonly<Record<string, number>>;
}
