/** What is looked at of a state of a machine. Structural, since XState's own types differ from version to version. */
export interface ChartNode {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly parent?: ChartNode | undefined;
  readonly states: Readonly<Record<string, ChartNode>>;
  readonly config: { readonly initial?: unknown };
  readonly always?: readonly ChartTransition[] | undefined;
  readonly transitions: ReadonlyMap<string, readonly ChartTransition[]>;
}

/** And of its transitions. */
export interface ChartTransition {
  readonly target?: readonly ChartNode[] | undefined;
  readonly guard?: unknown;
  readonly actions: readonly unknown[];
}

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
  const isDrawn = (transition: Named) =>
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
function liftedAmong(drawn: readonly Named[], transition: Named): Named {
  const { from, to, name } = transition;
  const isShared = drawn.some((other) => other.from === from.parent && other.to === to);
  return isShared && from.parent ? { ...transition, from: from.parent, name: `${from.key}: ${name}` } : transition;
}

function isOfNoState({ from, to }: Named): boolean {
  return from.parent === undefined && to === undefined;
}

function descendants(node: ChartNode): readonly ChartNode[] {
  return [node, ...Object.values(node.states).flatMap(descendants)];
}

function routeOf({ name, to }: Named): string {
  return `${name} → ${to?.id}`;
}

function boxOf(node: ChartNode, isListed: (transition: Named) => boolean): StateBox {
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
function insideOf(transitions: readonly Named[], length: number): readonly string[] {
  const effects = [...new Set(transitions.map(effectOf))];
  return effects.flatMap((effect) => {
    const names = transitions.filter((transition) => effectOf(transition) === effect).map(({ name }) => name);
    return wrap([...new Set(names)], effect, length);
  });
}

function effectOf({ to, transition }: Named): string {
  if (to) return `→ ${to.key}`;
  const actions = transition.actions.map(nameOfAction);
  return `/ ${actions.length > 0 ? actions.join(', ') : 'ignored'}`;
}

function arrowsOf(transitions: readonly Named[]): readonly Arrow[] {
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

/** A transition by the name of what causes it: an event, a delay, or nothing (`always`). */
interface Named {
  readonly from: ChartNode;
  readonly to: ChartNode | undefined;
  readonly name: string;
  /** The same, before it was lifted to an outer state. */
  readonly event: string;
  readonly guard: string | undefined;
  readonly transition: ChartTransition;
}

function transitionsOf(node: ChartNode): readonly Named[] {
  const always = named(node, 'always', node.always ?? []);
  return [
    ...always,
    ...[...node.transitions].flatMap(([event, transitions]) => {
      const delay = /^xstate\.after\.(.+?)\./.exec(event)?.[1];
      return named(node, delay === undefined ? event : `after ${delay}`, transitions);
    }),
  ];
}

/** A transition that is only reached when the guards before it said no has the guard `else`. */
function named(from: ChartNode, name: string, transitions: readonly ChartTransition[]): readonly Named[] {
  return transitions.map((transition, index) => ({
    from,
    to: transition.target?.[0],
    name,
    event: name,
    guard: nameOfGuard(transition.guard) ?? (index > 0 ? 'else' : undefined),
    transition,
  }));
}

/** `and(['isLive', 'willRejoin'])` is a function with its parts as `guards`. */
function nameOfGuard(guard: unknown): string | undefined {
  if (typeof guard === 'string') return guard;
  if (typeof guard !== 'object' && typeof guard !== 'function') return undefined;
  if (guard === null) return undefined;
  const parts: unknown = Reflect.get(guard, 'guards');
  if (Array.isArray(parts)) return parts.map(nameOfGuard).join(' and ');
  return String(Reflect.get(guard, 'type'));
}

function nameOfAction(action: unknown): string {
  const type = typeof action === 'string' ? action : Reflect.get(Object(action), 'type');
  return String(type).replace('xstate.', '');
}

/** Characters in a line: inside a state, above the states inside of it, and beside an arrow. */
const INSIDE_LENGTH = 30;
const HEAD_LENGTH = 25;
const LABEL_LENGTH = 26;

/**
 * Names side by side, those with the same first word together (`page.visible · resumed`), and what they have in common
 * behind the last one; as many lines as they need.
 */
function wrap(names: readonly string[], common: string, length: number): readonly string[] {
  const lines: string[] = [];
  let topic = '';
  for (const name of names) {
    const [first = '', ...rest] = name.split('.');
    const short = `${lines.at(-1)} · ${rest.join('.')}`;
    if (first === topic && rest.length > 0 && short.length <= length) lines[lines.length - 1] = short;
    else lines.push(name);
    topic = first;
  }
  const whole = `${lines.at(-1)} ${common}`.trim();
  const fits = whole.length <= length;
  const all = fits ? [...lines.slice(0, -1), whole] : [...lines, `  ${common}`];
  const named = fits ? all.length - 1 : all.length - 2;
  return common === '' ? all : all.map((line, index) => (index < named ? `${line},` : line));
}
