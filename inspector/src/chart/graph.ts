import { type ChartNode, type NamedTransition, nameOfAction, transitionsOf } from './transitions.ts';
import { wrap } from './wrap.ts';

/** A state to draw. */
export interface StateBox {
  readonly id: string;
  readonly name: string;
  readonly kind: 'state' | 'parallel' | 'region' | 'final';
  /** One line for each thing that happens in the state without leaving it. */
  readonly inside: readonly string[];
  /** Its initial state; undefined if it has no states, or is parallel. */
  readonly initial: string | undefined;
  readonly states: readonly StateBox[];
}

/** An arrow to draw: all transitions between the same two states. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly labels: readonly string[];
  /** Everything that takes this way: types of events, and `after` with a delay. */
  readonly events: readonly string[];
}

/** A chart, ready to be laid out. */
export interface Graph {
  readonly root: StateBox;
  readonly arrows: readonly Arrow[];
}

/** An event that leads to the same state from this many states is not drawn as arrows. */
const COMMON = 3;

/** The most characters in a line: inside a state, above its inner states, and beside an arrow. */
const INSIDE_LENGTH = 30;
const HEAD_LENGTH = 25;
const LABEL_LENGTH = 26;

/**
 * The drawing of a machine. All transitions between the same two states are one arrow. If an outer state has the same
 * arrow as its inner states, only that of the outer state is drawn. These transitions are listed inside their state
 * instead: those without a target, those to the state itself, those that lead to one state from three or more states,
 * and those of the root. Transitions of the root without a target are left out.
 */
export function graphOf(machine: { readonly root: ChartNode }): Graph {
  const nodes = descendants(machine.root);
  const counts = new Map<string, number>();
  for (const transition of nodes.flatMap(transitionsOf))
    if (transition.to) counts.set(routeOf(transition), (counts.get(routeOf(transition)) ?? 0) + 1);
  const isDrawn = (transition: NamedTransition) =>
    transition.from.parent !== undefined &&
    transition.to !== undefined &&
    transition.to !== transition.from &&
    (counts.get(routeOf(transition)) ?? 0) < COMMON;
  const drawn = nodes.flatMap(transitionsOf).filter(isDrawn);
  const lifted = drawn.map((transition) => liftedAmong(drawn, transition));
  return {
    root: boxOf(machine.root, (transition) => !isDrawn(transition) && !isOfNoState(transition)),
    arrows: nodes.flatMap((node) => arrowsOf(lifted.filter(({ from }) => from === node))),
  };
}

/** Moves a transition to the outer state, if that has one to the same target. */
function liftedAmong(drawn: readonly NamedTransition[], transition: NamedTransition): NamedTransition {
  const { from, to, name } = transition;
  const isShared = drawn.some((other) => other.from === from.parent && other.to === to);
  return isShared && from.parent ? { ...transition, from: from.parent, name: `${from.key}: ${name}` } : transition;
}

function isOfNoState({ from, to }: NamedTransition): boolean {
  return from.parent === undefined && to === undefined;
}

function descendants(node: ChartNode): readonly ChartNode[] {
  return [node, ...Object.values(node.states).flatMap(descendants)];
}

function routeOf({ name, to }: NamedTransition): string {
  return `${name} → ${to?.id}`;
}

function boxOf(node: ChartNode, isListed: (transition: NamedTransition) => boolean): StateBox {
  const isRegion = node.parent?.type === 'parallel';
  const { initial } = node.config;
  return {
    id: node.id,
    name: node.key,
    kind: node.type === 'final' ? 'final' : node.type === 'parallel' ? 'parallel' : isRegion ? 'region' : 'state',
    inside: insideOf(transitionsOf(node).filter(isListed), node.type === 'atomic' ? INSIDE_LENGTH : HEAD_LENGTH),
    initial: typeof initial === 'string' ? node.states[initial]?.id : undefined,
    states: Object.values(node.states).map((state) => boxOf(state, isListed)),
  };
}

/** The lines inside a state. Events with the same effect are together. */
function insideOf(transitions: readonly NamedTransition[], length: number): readonly string[] {
  const effects = [...new Set(transitions.map(effectOf))];
  return effects.flatMap((effect) => {
    const names = transitions.filter((transition) => effectOf(transition) === effect).map(({ name }) => name);
    return wrap([...new Set(names)], effect, length);
  });
}

function effectOf({ to, transition }: NamedTransition): string {
  if (to) return `→ ${to.key}`;
  const actions = transition.actions.map(nameOfAction);
  return `/ ${actions.length > 0 ? actions.join(', ') : 'ignored'}`;
}

function arrowsOf(transitions: readonly NamedTransition[]): readonly Arrow[] {
  const targets = [...new Set(transitions.map(({ to }) => to))];
  return targets.flatMap((to) => {
    const same = transitions.filter((transition) => transition.to === to);
    const guards = [...new Set(same.map(({ guard }) => guard))];
    const labels = guards.flatMap((guard) => {
      const names = same.filter((transition) => transition.guard === guard).map(({ name }) => name);
      return wrap(names, guard === undefined ? '' : `[${guard}]`, LABEL_LENGTH);
    });
    const [first] = same;
    const events = [...new Set(same.map(({ event }) => event))];
    return first && to ? [{ from: first.from.id, to: to.id, labels, events }] : [];
  });
}
