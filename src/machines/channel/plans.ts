import type { StateValue } from 'xstate';
import { type PlannedAction, planAction } from './actions.ts';
import type { ChannelContext } from './channel.context.ts';
import type { Chart, Node, Snapshot, Transition } from './chart.types.ts';

/** What a transition does in one state. */
export interface Plan {
  readonly transition: Transition;
  /** The actions of the states that it leaves, its own, and those of the states that it enters. */
  readonly actions: readonly PlannedAction[];
  /** What the snapshots have in common of the state that it leads to; undefined if it has no target. */
  readonly shown: Pick<Snapshot, '_nodes' | 'value' | 'tags'> | undefined;
  /** The final state that it leads to; undefined if the chart goes on. */
  readonly end: Node | undefined;
}

/**
 * What each transition of the chart does: the states that it leaves and enters, and their actions. XState works this out at
 * each step. Here, it is worked out once for all channels, so nothing of a single one is kept.
 *
 * The algorithm is that of https://www.w3.org/TR/scxml as XState has it, for what the chart of a channel has: no parallel
 * states, no history, no actors of its own, no params of actions that are functions, no assignments of single properties by
 * functions, no wildcard but `*`, no end of an inner state, and no actions of initial transitions or at its end.
 */
export class Plans {
  readonly #chart: Chart;
  #first: Omit<Snapshot, 'context'> | undefined;
  /** By the state with no states in it, and by the type of event. */
  readonly #plans = new Map<Node, Map<string | null, readonly Plan[]>>();

  constructor(chart: Chart) {
    this.#chart = chart;
  }

  /** A snapshot of the state that the chart begins in. */
  first(context: ChannelContext): Snapshot {
    if (this.#first === undefined) {
      const { context: _, ...first } = this.#chart.resolveState({ value: {}, context });
      this.#first = first;
    }
    return { ...this.#first, context, status: 'active', output: undefined, error: undefined };
  }

  /**
   * What the state of a snapshot and those around it do at a type of event, in the order in which it is tried.
   *
   * @param type - Null for eventless transitions.
   */
  plansFor(type: string | null, { _nodes, context }: Snapshot): readonly Plan[] {
    const leaf = leafOf(_nodes);
    const plans = this.#plans.get(leaf) ?? new Map<string | null, readonly Plan[]>();
    const present = plans.get(type);
    if (present) return present;
    const planned = pathTo(leaf).flatMap((node) =>
      transitionsFor(type, node).map((transition) => this.#plan(transition, leaf, context)),
    );
    const known: readonly (string | null)[] = [...this.#chart.events, null];
    // A stranger could send any number of types.
    if (known.includes(type)) this.#plans.set(leaf, plans.set(type, planned));
    return planned;
  }

  #plan(transition: Transition, leaf: Node, context: ChannelContext): Plan {
    const { root, implementations } = this.#chart;
    const [goal] = transition.target ?? [];
    // XState goes down to the states that are entered by themselves.
    const reached = goal && this.#chart.resolveState({ value: valueAt(goal), context });
    const domain = goal && domainOf(transition, goal, root);
    const inDomain = (node: Node) => domain !== undefined && isWithin(node, domain);
    const left = pathTo(leaf).filter(inDomain);
    const entered = reached ? pathTo(leafOf(reached._nodes)).filter(inDomain).reverse() : [];
    const actions = [left.map(({ exit }) => exit), transition.actions, entered.map(({ entry }) => entry)].flat(2);
    return {
      transition,
      actions: actions.map((action) => planAction(action, implementations.actions)),
      shown: reached && { _nodes: reached._nodes, value: reached.value, tags: reached.tags },
      end: goal?.type === 'final' ? goal : undefined,
    };
  }
}

/** The state within which a transition leaves and enters states. */
function domainOf({ source, reenter }: Transition, goal: Node, root: Node): Node {
  if (!reenter && (goal === source || isWithin(goal, source))) return source;
  return around(goal).find((node) => isWithin(source, node)) ?? root;
}

/** The transitions of a state for a type of event, in the order in which they are tried. */
function transitionsFor(type: string | null, { always = [], transitions }: Node): readonly Transition[] {
  return type === null ? always : [...(transitions.get(type) ?? []), ...(transitions.get('*') ?? [])];
}

function leafOf(nodes: readonly Node[]): Node {
  return nodes.reduce((_, inner) => inner);
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

function valueAt({ path }: Node): StateValue {
  return path.reduceRight<StateValue>((inner, key) => (inner === '' ? key : { [key]: inner }), '');
}
