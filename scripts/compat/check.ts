import type { Lab, Needs } from './lab.ts';

/** One tool or runtime that the packed library is tried with. */
export interface Check extends Needs {
  /** What the table calls it. */
  readonly name: string;
  /** Builds and runs; what it gives is the output of the program. Whatever it throws is a failure. */
  run(lab: Lab): Promise<string>;
}

/** How a check ended. */
export interface Outcome {
  readonly check: Check;
  readonly version: string;
  readonly result: 'works' | 'not available here' | 'fails';
  /** What went wrong; not in the table. */
  readonly why?: string;
}
