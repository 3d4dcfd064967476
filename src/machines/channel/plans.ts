import type { StateValue } from 'xstate';
import type { ChannelContext } from './channel.context.ts';
import type { channelChart } from './channel.machine.ts';

/** The chart of a channel. */
export type Chart = typeof channelChart;
export type Snapshot = ReturnType<Chart['transition']>;
export type Node = Chart['root'];
export type NamedAction = Node['entry'][number];
/** A transition, as XState selects it. */
export type Transition = ReturnType<Chart['getTransitionData']>[number];

/** A state with no states in it. */
export interface Place {
  /** What the snapshots have in common that are in it. */
  readonly shown: Pick<Snapshot, '_nodes' | 'value' | 'tags'>;
  /** Its eventless transitions and those of the states around it, in the order in which they are tried. */
  readonly always: readonly Transition[];
}

/** An action by its name, with its implementation. */
export interface PlannedAction {
  readonly type: string;
  readonly run: unknown;
  readonly params: unknown;
}

/** What a transition does in one state. */
export interface Plan {
  /** Those of the states that it leaves, its own, and those of the states that it enters. */
  readonly actions: readonly PlannedAction[];
  /** Where it leads; null if the state stays the same. */
  readonly place: Place | null;
  /** The final state that it leads to; null if the chart goes on. */
  readonly end: Node | null;
}

/**
 * What each transition of the chart does: the states that it leaves and enters, and their actions. XState works this out at
 * each step. Here, it is worked out once for all channels.
 *
 * The algorithm is that of https://www.w3.org/TR/scxml as XState has it, for what the chart of a channel has: no parallel
 * states, no history, no actors of its own, no params that are functions, and no actions of initial transitions or at its end.
 */
export class Plans {
  readonly #chart: Chart;
  #first: Omit<Snapshot, 'context'> | undefined;
  readonly #places = new Map<Node, Place>();
  readonly #plans = new Map<Transition, Map<Node, Plan>>();

  constructor(chart: Chart) {
    this.#chart = chart;
  }

  /** A snapshot of the state that the chart begins in. */
  first(context: ChannelContext): Snapshot {
    if (this.#first === undefined) {
      const { root } = this.#chart;
      const value = valueAt(downFrom(root).at(-1) ?? root);
      const { context: _, ...first } = this.#chart.resolveState({ value, context });
      this.#first = first;
    }
    return { ...this.#first, context, status: 'active', output: undefined, error: undefined };
  }

  /** The state of a snapshot. */
  placeOf({ _nodes, context }: Snapshot): Place {
    return this.#placeAt(leafOf(_nodes), context);
  }

  /** What a transition does in the state of a snapshot. */
  planOf(transition: Transition, { _nodes, context }: Snapshot): Plan {
    const leaf = leafOf(_nodes);
    const known = this.#plans.get(transition)?.get(leaf);
    if (known) return known;
    const plan = this.#plan(transition, leaf, context);
    this.#plans.set(transition, (this.#plans.get(transition) ?? new Map<Node, Plan>()).set(leaf, plan));
    return plan;
  }

  /** An action as the chart has it: a function, a name, or a name with params. */
  readonly planned = (action: NamedAction): PlannedAction => {
    if (typeof action === 'function') return { type: action.name, run: action, params: undefined };
    const { type, params } = typeof action === 'string' ? { type: action, params: undefined } : action;
    return { type, run: this.#chart.implementations.actions[type], params };
  };

  #plan(transition: Transition, leaf: Node, context: ChannelContext): Plan {
    const { root } = this.#chart;
    const { left, entered } = reachOf(transition, leaf, root);
    const to = entered.at(-1) ?? leaf;
    const actions = [left.map(({ exit }) => exit), transition.actions, entered.map(({ entry }) => entry)].flat(2);
    return {
      actions: actions.map((action) => this.planned(action)),
      place: to === leaf ? null : this.#placeAt(to, context),
      end: to.type === 'final' && to.parent === root ? to : null,
    };
  }

  #placeAt(leaf: Node, context: ChannelContext): Place {
    const known = this.#places.get(leaf);
    if (known) return known;
    const { _nodes, value, tags } = this.#chart.resolveState({ value: valueAt(leaf), context });
    const place = { shown: { _nodes, value, tags }, always: pathTo(leaf).flatMap((node) => node.always ?? []) };
    this.#places.set(leaf, place);
    return place;
  }
}

/** The states that a transition leaves, and those that it enters, in order. */
function reachOf({ source, target, reenter }: Transition, leaf: Node, root: Node): Record<'left' | 'entered', Node[]> {
  const [goal] = target ?? [];
  if (goal === undefined) return { left: [], entered: [] };
  const isInner = !reenter && (goal === source || isWithin(goal, source));
  const domain = isInner ? source : (around(goal).find((node) => isWithin(source, node)) ?? root);
  const inDomain = (node: Node) => isWithin(node, domain);
  return {
    left: pathTo(leaf).filter(inDomain),
    entered: [...pathTo(goal).filter(inDomain).reverse(), ...downFrom(goal)],
  };
}

function leafOf(nodes: readonly Node[]): Node {
  const leaf = nodes.at(-1);
  if (leaf === undefined) throw new Error('A snapshot without a state.');
  return leaf;
}

function isWithin(node: Node, outer: Node): boolean {
  return around(node).includes(outer);
}

/** The states around a state, the inner ones first. */
function around({ parent }: Node): readonly Node[] {
  return parent ? pathTo(parent) : [];
}

/** A state and those around it, the inner ones first. */
function pathTo(node: Node): readonly Node[] {
  return [node, ...around(node)];
}

/** The states that are entered by themselves with a state, the outer ones first. */
function downFrom(node: Node): readonly Node[] {
  const [child] = node.type === 'compound' ? node.initial.target : [];
  return child ? [child, ...downFrom(child)] : [];
}

function valueAt({ path }: Node): StateValue {
  return path.reduceRight<StateValue>((inner, key) => (inner === '' ? key : { [key]: inner }), '');
}
