import { type History, simulate } from './simulate.ts';

/** How far a run is. */
export interface Progress {
  readonly worlds: number;
  readonly acts: number;
  readonly failed: readonly History[];
}

/** Lets the worlds of `worlds` seeds happen, one after the other. */
export async function simulateMany(
  from: number,
  worlds: number,
  tell: (progress: Progress) => void = () => {},
  isPool = false,
): Promise<Progress> {
  const failed: History[] = [];
  let acts = 0;
  const { stackTraceLimit } = Error;
  // Errors are as common here as frames, and nobody looks at where they came from.
  Error.stackTraceLimit = 0;
  for (let done = 0; done < worlds; done += 1) {
    const history = await simulate(from + done, isPool);
    acts += history.acts.length;
    if (history.violation) failed.push(history);
    tell({ worlds: done + 1, acts, failed });
  }
  Error.stackTraceLimit = stackTraceLimit;
  return { worlds, acts, failed };
}
