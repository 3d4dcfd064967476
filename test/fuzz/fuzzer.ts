import { random } from '../proof/random.ts';
import { Outcry } from './outcry.ts';
import { Flaw, type Target } from './target.ts';

/** A case that failed. */
export interface Found {
  readonly target: string;
  readonly seed: number;
  /** The number of the input within its target, from 0: what `--at` takes. */
  readonly at: number;
  /** Inputs of this target before it failed, this one included. */
  readonly inputs: number;
  readonly error: unknown;
  /** The smallest case that still fails. */
  readonly shown: string;
}

/** How a run is watched and bounded. */
export interface Run {
  readonly seed: number;
  readonly inputs: number;
  /** Called with the inputs done so far, between cases. */
  readonly progress?: (done: number) => void | Promise<void>;
}

/** Cases between two looks at what nobody caught. */
const BATCH_INPUTS = 2_000;
/** Frames of a stack trace where errors are as common as frames: to take one down costs more than all the rest. */
const NO_STACK = 0;
/** Of those that are shown to people. */
const STACK = 20;
/** Cases that are tried for a smaller one. */
const SHRINKS = 2_000;

/** Fuzzes one target. Answers the first failure, as small as it gets; undefined when there is none. */
export async function fuzz<Case>(target: Target<Case>, { seed, inputs, progress }: Run): Promise<Found | undefined> {
  const outcry = new Outcry();
  const { stackTraceLimit } = Error;
  outcry.listen();
  Error.stackTraceLimit = NO_STACK;
  try {
    const perBatch = Math.max(1, Math.floor(BATCH_INPUTS / target.inputsPerCase));
    const cases = Math.ceil(inputs / target.inputsPerCase);
    for (let first = 0; first < cases; first += perBatch) {
      const last = Math.min(cases, first + perBatch);
      const found = await runBatch(target, seed, first, last, outcry);
      if (found) return found;
      await progress?.(last * target.inputsPerCase);
    }
    return undefined;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    outcry.stop();
  }
}

/** Runs the one case that an input belongs to. */
export async function replay<Case>(target: Target<Case>, seed: number, at: number): Promise<Found | undefined> {
  const outcry = new Outcry();
  outcry.listen();
  try {
    return await inspect(target, seed, Math.floor(at / target.inputsPerCase), outcry);
  } finally {
    outcry.stop();
  }
}

async function runBatch<Case>(
  target: Target<Case>,
  seed: number,
  first: number,
  last: number,
  outcry: Outcry,
): Promise<Found | undefined> {
  for (let index = first; index < last; index += 1) {
    try {
      const running = target.run(caseOf(target, seed, index));
      if (running) await running;
    } catch {
      return inspect(target, seed, index, outcry);
    }
  }
  if ((await outcry.take()).length === 0) return undefined;
  // Somebody threw behind our back: one by one they tell who it was.
  for (let index = first; index < last; index += 1) {
    const found = await inspect(target, seed, index, outcry);
    if (found) return found;
  }
  throw new Error(`${target.name}: cases ${first} to ${last} of seed ${seed} throw together, and none of them alone`);
}

function caseOf<Case>(target: Target<Case>, seed: number, index: number): Case {
  return target.draw(random(seed).fork(`${target.name}/${index}`), target.inputsPerCase);
}

/** Runs a case again, alone, and makes it smaller as long as it fails. */
async function inspect<Case>(
  target: Target<Case>,
  seed: number,
  index: number,
  outcry: Outcry,
): Promise<Found | undefined> {
  await outcry.take();
  Error.stackTraceLimit = STACK;
  let failing = caseOf(target, seed, index);
  const first = await failure(target, failing, outcry);
  if (first === undefined) return undefined;
  let error = first.error;
  let left = SHRINKS;
  for (let candidates = target.smaller(failing)[Symbol.iterator](); left > 0; left -= 1) {
    const { value, done } = candidates.next();
    if (done) break;
    const failed = await failure(target, value, outcry);
    if (failed === undefined || !isAlike(failed.error, first.error)) continue;
    failing = value;
    error = failed.error;
    candidates = target.smaller(failing)[Symbol.iterator]();
  }
  const at = index * target.inputsPerCase;
  return { target: target.name, seed, at, inputs: at + target.inputsPerCase, error, shown: target.show(failing) };
}

async function failure<Case>(
  target: Target<Case>,
  drawn: Case,
  outcry: Outcry,
): Promise<{ readonly error: unknown } | undefined> {
  let failed: { readonly error: unknown } | undefined;
  try {
    await target.run(drawn);
  } catch (error) {
    failed = { error };
  }
  const [thrown] = await outcry.take();
  if (thrown === undefined || failed) return failed;
  return { error: new Flaw('nobody caught this', { cause: thrown }) };
}

/** A smaller case shall fail in the same way; what differs is what stands in quotes or is a number. */
function isAlike(one: unknown, other: unknown): boolean {
  return gist(one) === gist(other);
}

function gist(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message.split('\n', 1)[0]}` : typeof error;
  return text.replace(/"[^"]*"|\d+/g, '#');
}
