import type { StateValue } from 'xstate';
import { type PlannedAction, planAction } from './actions.ts';
import type { ChannelContext } from './channel.context.ts';
import type { Chart, Node, Snapshot, Transition } from './chart.types.ts';

/** A state with no states in it. */
export interface Place {
  /** What the snapshots have in common that are in it. */
  readonly shown: Pick<Snapshot, '_nodes' | 'value' | 'tags'>;
  /** Its eventless transitions and those of the states around it, in the order in which they are tried. */
  readonly always: readonly Plan[];
  /** Its transitions for a type of event and those of the states around it, in the order in which they are tried. */
  answersTo(type: string): readonly Plan[];
}

/** What a transition does in one state. */
export interface Plan {
  readonly transition: Transition;
  /** The actions of the states that it leaves, its own, and those of the states that it enters. */
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
 * states, no history, no actors of its own, no params of actions that are functions, no assignments of single properties by
 * functions, no wildcard but `*`, no end of an inner state, and no actions of initial transitions, of the states that these
 * lead to, or at its end.
 */
export class Plans {
  readonly #chart: Chart;
  #first: Omit<Snapshot, 'context'> | undefined;
  readonly #places = new Map<Node, Place>();

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

  /** The state of a snapshot. */
  placeOf({ _nodes, context }: Snapshot): Place {
    return this.#placeAt(leafOf(_nodes), context);
  }

  #placeAt(leaf: Node, context: ChannelContext): Place {
    const present = this.#places.get(leaf);
    if (present) return present;
    const { _nodes, value, tags } = this.#chart.resolveState({ value: valueAt(leaf), context });
    const plan = (transition: Transition) => this.#plan(transition, leaf, context);
    const known: readonly string[] = this.#chart.events;
    const always: Plan[] = [];
    const answers = new Map<string, readonly Plan[]>();
    const answersTo = (type: string) => {
      const present = answers.get(type);
      if (present) return present;
      const planned = pathTo(leaf).flatMap((node) => transitionsFor(type, node).map(plan));
      // A stranger could send any number of types.
      if (known.includes(type)) answers.set(type, planned);
      return planned;
    };
    const place = { shown: { _nodes, value, tags }, always, answersTo };
    // Before its transitions are planned, since they may lead back here.
    this.#places.set(leaf, place);
    always.push(...pathTo(leaf).flatMap((node) => (node.always ?? []).map(plan)));
    return place;
  }

  #plan(transition: Transition, leaf: Node, context: ChannelContext): Plan {
    const { root, implementations } = this.#chart;
    const { left, entered } = reachOf(transition, leaf, root);
    const to = entered.at(-1) ?? leaf;
    const actions = [left.map(({ exit }) => exit), transition.actions, entered.map(({ entry }) => entry)].flat(2);
    return {
      transition,
      actions: actions.map((action) => planAction(action, implementations.actions)),
      place: to === leaf ? null : this.#placeAt(to, context),
      end: to.type === 'final' ? to : null,
    };
  }
}

/** The transitions of a state for a type of event, in the order in which they are tried. */
function transitionsFor(type: string, { transitions }: Node): readonly Transition[] {
  return [...(transitions.get(type) ?? []), ...(transitions.get('*') ?? [])];
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
    entered: pathTo(goal).filter(inDomain).reverse(),
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

function valueAt({ path }: Node): StateValue {
  return path.reduceRight<StateValue>((inner, key) => (inner === '' ? key : { [key]: inner }), '');
}
