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

/** A transition by the name of what causes it: an event, a delay, or nothing (`always`). */
export interface NamedTransition {
  readonly from: ChartNode;
  readonly to: ChartNode | undefined;
  readonly name: string;
  /** The same, before it was lifted to an outer state. */
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

/** A transition that is only reached when the guards before it said no has the guard `else`. */
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

/** `and(['isLive', 'willRejoin'])` is a function with its parts as `guards`. */
function nameOfGuard(guard: unknown): string | undefined {
  if (typeof guard === 'string') return guard;
  if (typeof guard !== 'object' && typeof guard !== 'function') return undefined;
  if (guard === null) return undefined;
  const parts: unknown = Reflect.get(guard, 'guards');
  if (Array.isArray(parts)) return parts.map(nameOfGuard).join(' and ');
  return String(Reflect.get(guard, 'type'));
}

/** An action by its name, XState's own ones too. */
export function nameOfAction(action: unknown): string {
  const type = typeof action === 'string' ? action : Reflect.get(Object(action), 'type');
  return String(type).replace('xstate.', '');
}
