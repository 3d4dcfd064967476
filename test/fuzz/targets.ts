import { configuration } from './configuration.target.ts';
import { frames } from './frames.target.ts';
import { type Found, fuzz, type Run, replay } from './fuzzer.ts';
import type { Target } from './target.ts';
import { urls } from './urls.target.ts';
import { user } from './user.target.ts';

/** A target, without the type of its cases. */
export interface Fuzzed {
  readonly name: string;
  /** Its part of all inputs: frames are the cheapest, and the ones that strangers send. */
  readonly share: number;
  fuzz(run: Run): Promise<Found | undefined>;
  replay(seed: number, at: number): Promise<Found | undefined>;
}

function of<Case>(target: Target<Case>, share: number): Fuzzed {
  return {
    name: target.name,
    share,
    fuzz: (run) => fuzz(target, run),
    replay: (seed, at) => replay(target, seed, at),
  };
}

/** Everything that comes from outside. */
export const targets: readonly Fuzzed[] = [of(frames, 0.85), of(configuration, 0.08), of(urls, 0.03), of(user, 0.04)];
