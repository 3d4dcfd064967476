import type { AnyMachineSnapshot, AnyStateNode, InspectionEvent } from 'xstate';
import { channelMachine, clientMachine } from 'xstate-phoenix';
import { nodesIn, stepsOf, transitionsOf } from './chart.ts';

/**
 * What of our two charts was entered and taken, seen from outside: by the inspection events of the actors.
 *
 * A joined channel answers data before its chart does (`lane.ts`), and a client calls the callbacks of messages before its own
 * does (`callbacks.lane.ts`), so no microstep tells of them. The event itself, dealt with without a microstep, is the evidence
 * that the lane stood in for the transition.
 */
export class Coverage {
  readonly #states = new Set<string>();
  readonly #transitions = new Set<string>();
  /** The events of which a microstep has told: the chart itself has dealt with them. */
  readonly #stepped = new WeakSet<object>();

  readonly inspect = (event: InspectionEvent): void => {
    if (event.type === '@xstate.microstep') {
      this.#stepped.add(event.event);
      if (!isOurs(event.snapshot)) return;
      this.#enter(event.snapshot);
      for (const transition of event._transitions) for (const step of stepsOf(transition)) this.#transitions.add(step);
    } else if (event.type === '@xstate.snapshot' && isOurs(event.snapshot)) {
      this.#enter(event.snapshot);
      if (event.event.type === 'xstate.init')
        for (const step of initialsOf(event.snapshot)) this.#transitions.add(step);
      if (!this.#stepped.has(event.event)) this.#ride(event.snapshot, event.event);
    }
  };

  #enter(snapshot: AnyMachineSnapshot): void {
    for (const node of snapshot._nodes) this.#states.add(node.id);
  }

  #ride(snapshot: AnyMachineSnapshot, event: object): void {
    if (!('type' in event)) return;
    if (snapshot.machine.id === 'channel' && snapshot.value !== 'joined') return;
    switch (event.type) {
      case 'topic.received':
      case 'topic.replied':
        this.#transitions.add(`client | ${event.type} | 0`);
        return;
      case 'channel.message': {
        const ref = 'joinRef' in event ? event.joinRef : null;
        const isLive = ref === null || ref === snapshot.context.joinRef;
        this.#transitions.add(`channel${isLive ? '.joined' : ''} | channel.message | 0`);
        return;
      }
      case 'channel.reply':
      case 'channel.push':
      case 'channel.cast':
        this.#transitions.add(`channel.joined | ${event.type} | 0`);
    }
  }

  /** How much of a chart was seen, and what was not. */
  of({ root }: { readonly root: AnyStateNode }): Covered {
    const states = nodesIn(root).map(({ id }) => id);
    const transitions = nodesIn(root).flatMap(transitionsOf);
    const missing = [
      ...states.filter((id) => !this.#states.has(id)),
      ...transitions.filter(({ key }) => !this.#transitions.has(key)).map(({ words }) => words),
    ];
    return { states: states.length, transitions: transitions.length, missing };
  }
}

export interface Covered {
  readonly states: number;
  readonly transitions: number;
  /** The states never entered and the transitions never taken. */
  readonly missing: readonly string[];
}

/** That of all paths of this process. */
export const coverage = new Coverage();

const ids = new Set([clientMachine.id, channelMachine.id]);

function isOurs(snapshot: object): snapshot is AnyMachineSnapshot {
  return '_nodes' in snapshot && 'machine' in snapshot && ids.has((snapshot as AnyMachineSnapshot).machine.id);
}

/** An actor that starts takes the initial transitions from its root down. */
function initialsOf({ machine }: AnyMachineSnapshot): readonly string[] {
  return stepsOf({ eventType: 'xstate.init', source: machine.root, target: [machine.root] });
}
