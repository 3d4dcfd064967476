import { unusable } from '../../problem.ts';
import { type Frame, isFrame, PHOENIX_TOPIC } from '../../protocol/frame.ts';
import { isPromiseLike } from '../promise.ts';
import { guarded, type UserCodeOwner } from '../user.code.ts';
import { type FrameTap, readable, type Taps } from './taps.ts';

/** Sees a frame. Returns the one to go on with, null to drop it, or nothing to leave it as it is. */
export type Interceptor = (frame: Frame) => Frame | null | undefined;

/** What {@link intercept} adds: a function for each direction, or for one of them. */
export interface Interception {
  /** Sees each frame that was received, before the client does. */
  readonly incoming?: Interceptor;
  /** Sees each frame before it is encoded and sent. */
  readonly outgoing?: Interceptor;
}

/** The parts of a connection that are needed. */
interface Owner extends UserCodeOwner {
  readonly taps: Taps;
}

/** The interceptors of one client. Those that were added first are nearest to the program, the last ones to the wire. */
export class Interceptors {
  readonly #owner: Owner;
  readonly #added = new Set<Interception>();

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /** Returns the undo. */
  add({ incoming, outgoing }: Interception): () => void {
    const own = { ...(incoming && { incoming }), ...(outgoing && { outgoing }) };
    this.#added.add(own);
    this.#owner.taps.interceptors = (direction, frame) => this.#pass(direction, frame);
    return () => {
      if (this.#added.delete(own) && this.#added.size === 0) this.#owner.taps.interceptors = null;
    };
  }

  #pass(direction: FrameTap['direction'], frame: Frame): Frame | null {
    return direction === 'in' ? this.#incoming(frame) : this.#outgoing(frame);
  }

  #incoming(frame: Frame): Frame | null {
    const asked = [...this.#added].map(({ incoming }) => incoming).reverse();
    return pass(frame, asked, this.#owner);
  }

  /** Throws what an interceptor threw, if the frame is a push or a join: whoever sent it is told at once. */
  #outgoing(frame: Frame): Frame | null {
    const asked = [...this.#added].map(({ outgoing }) => outgoing);
    const { watcher } = this.#owner;
    return pass(frame, asked, {
      watcher,
      report: (error, topic, event) => {
        this.#owner.report(error, topic, event);
        if (topic !== PHOENIX_TOPIC && frame[3] !== 'phx_leave') throw error;
      },
    });
  }
}

function pass(frame: Frame, asked: readonly (Interceptor | undefined)[], owner: UserCodeOwner): Frame | null {
  let passed: Frame | null = frame;
  for (const interceptor of asked) if (interceptor && passed) passed = ask(interceptor, passed, owner);
  return passed;
}

function ask(interceptor: Interceptor, frame: Frame, owner: UserCodeOwner): Frame | null {
  const shown = readable(frame);
  const asked = guarded(
    owner,
    () => {
      const given: unknown = interceptor(shown);
      // A payload that was written before is not written again, which might change it.
      return { passed: given === undefined || given === shown ? frame : checked(given) };
    },
    frame[2],
    'intercept',
  );
  return asked?.passed ?? null;
}

function checked(given: unknown): Frame | null {
  if (given === null || isFrame(given)) return given;
  const isPromise = isPromiseLike(given);
  // Nobody else handles its rejection.
  if (isPromise) given.then(undefined, () => {});
  throw unusable('intercept', 'frame_given', given, isPromise);
}
