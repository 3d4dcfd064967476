import { type ChartNode, type NamedTransition, nameOfAction, transitionsOf } from './transitions.ts';
import { wrap } from './wrap.ts';

/** A state to draw. */
export interface StateBox {
  readonly id: string;
  readonly name: string;
  readonly kind: 'state' | 'parallel' | 'region' | 'final';
  /** What happens in it without leaving it, a line each. */
  readonly inside: readonly string[];
  /** The state that is entered with it; undefined for one without states, and for a parallel one. */
  readonly initial: string | undefined;
  readonly states: readonly StateBox[];
}

/** An arrow to draw: all transitions between the same two states. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly labels: readonly string[];
  /** What leads along it, one by one: types of events, and `after` with a delay. */
  readonly events: readonly string[];
}

/** A chart, ready to be laid out. */
export interface Graph {
  readonly root: StateBox;
  readonly arrows: readonly Arrow[];
}

/** An event that leads to the same state from so many states is not drawn. */
const COMMON = 3;

/** Characters in a line: inside a state, above the states inside of it, and beside an arrow. */
const INSIDE_LENGTH = 30;
const HEAD_LENGTH = 25;
const LABEL_LENGTH = 26;

/**
 * What of a machine is drawn. Arrows between the same two states are one arrow, and so are those of the states inside,
 * where the outer state has such an arrow itself. Listed inside a state instead are:
 * what has no target, what leads back to the state itself, what leads to one state from three states or more, and
 * the transitions of the root. Those of the root without a target are left out: they concern no state.
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

/** A transition as one of the outer state, where that one leads to the same state. */
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

/** What happens in a state, those with the same effect together. */
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
