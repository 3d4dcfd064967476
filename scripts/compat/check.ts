import type { Lab, Needs } from './lab.ts';

/** One tool or runtime that the packed library is tried with. */
export interface Check extends Needs {
  /** Its name in the table. */
  readonly name: string;
  /** Builds and runs the program, and returns its output. If it throws, the check has failed. */
  run(lab: Lab): Promise<string>;
}

/** How a check ended. */
export interface Outcome {
  readonly check: Check;
  readonly version: string;
  readonly result: 'works' | 'not available here' | 'fails';
  /** What went wrong. It is not in the table. */
  readonly why?: string;
}
