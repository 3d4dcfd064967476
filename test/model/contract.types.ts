import type { AnyStateMachine, ContextFrom, EventFromLogic, SnapshotFrom } from 'xstate';
import type { World } from './world.ts';

/** A promise as a chart of its own, written from the documentation and not from `src/machines`. */
export interface Contract<M extends AnyStateMachine> {
  readonly name: string;
  /** A fresh chart, whose states are what is visible and whose events are somebody's acts. */
  readonly chart: M;
  /** What was bounded so that all simple paths can be walked, and why that is enough. */
  readonly bounds: string;
  /** The events that are walked. @defaultValue all of the chart */
  readonly only?: readonly EventFromLogic<M>['type'][];
  /** False where another contract walks the same on a port. @defaultValue true */
  readonly onPort?: boolean;
  /** Events that only virtual time can bring about; paths with them are not walked on a port. */
  readonly virtualOnly?: readonly EventFromLogic<M>['type'][];
  /** What the events do in a world, and what is to be seen of the states there. */
  play(world: World): {
    /** What has to be done before the first state is looked at. */
    readonly opened?: Promise<void>;
    readonly acts: Acts<M>;
    readonly looks: Looks<M>;
  };
}

/** An act for each event. It is given the context after it, and what was before. */
export type Acts<M extends AnyStateMachine> = {
  readonly [T in EventFromLogic<M>['type']]: (context: ContextFrom<M>, from: SnapshotFrom<M>) => unknown;
};

/** A look for each state; one of a parent holds in all its children. */
export type Looks<M extends AnyStateMachine> = Readonly<Record<string, (context: ContextFrom<M>) => void>>;
