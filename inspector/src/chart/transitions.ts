/** The part of a state node that we use. Declared here, because XState's own types differ between versions. */
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

/** The part of a transition that we use. */
export interface ChartTransition {
  readonly target?: readonly ChartNode[] | undefined;
  readonly guard?: unknown;
  readonly actions: readonly unknown[];
}

/** A transition with the name of its cause: an event, a delay, or `always`. */
export interface NamedTransition {
  readonly from: ChartNode;
  readonly to: ChartNode | undefined;
  readonly name: string;
  /** The name before the transition was moved to an outer state. */
  readonly event: string;
  readonly guard: string | undefined;
  readonly transition: ChartTransition;
}

/** The transitions that leave a state, or stay in it. */
export function transitionsOf(node: ChartNode): readonly NamedTransition[] {
  const always = named(node, 'always', node.always ?? []);
  return [
    ...always,
    ...[...node.transitions].flatMap(([event, transitions]) => {
      const delay = /^xstate\.after\.(.+?)\./.exec(event)?.[1];
      return named(node, delay === undefined ? event : `after ${delay}`, transitions);
    }),
  ];
}

/** If a transition without a guard comes after guarded ones, its guard is called `else`. */
function named(from: ChartNode, name: string, transitions: readonly ChartTransition[]): readonly NamedTransition[] {
  return transitions.map((transition, index) => ({
    from,
    to: transition.target?.[0],
    name,
    event: name,
    guard: nameOfGuard(transition.guard) ?? (index > 0 ? 'else' : undefined),
    transition,
  }));
}

/** `and(['isLive', 'willRejoin'])` is a function that has its parts in `guards`. */
function nameOfGuard(guard: unknown): string | undefined {
  if (typeof guard === 'string') return guard;
  if (typeof guard !== 'object' && typeof guard !== 'function') return undefined;
  if (guard === null) return undefined;
  const parts: unknown = Reflect.get(guard, 'guards');
  if (Array.isArray(parts)) return parts.map(nameOfGuard).join(' and ');
  return String(Reflect.get(guard, 'type'));
}

/** The name of an action, also of XState's own. */
export function nameOfAction(action: unknown): string {
  const type = typeof action === 'string' ? action : Reflect.get(Object(action), 'type');
  return String(type).replace('xstate.', '');
}
