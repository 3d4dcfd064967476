import { channelMachine, clientMachine } from 'xstate-phoenix';
import type { ChartId } from '../wire.types.ts';

/** The part of a state node of XState 5 that we use. Declared here, because `xstate` means version 4 in this folder. */
interface Node {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly tags: readonly string[];
  readonly states: Readonly<Record<string, Node>>;
  readonly initial?: { readonly target?: readonly Node[] | undefined } | undefined;
  readonly always?: readonly Transition[] | undefined;
  readonly after: readonly (Transition & { readonly delay: unknown })[];
  readonly transitions: ReadonlyMap<string, readonly Transition[]>;
  readonly entry: readonly unknown[];
  readonly exit: readonly unknown[];
}

interface Transition {
  readonly target?: readonly Node[] | undefined;
  readonly guard?: unknown;
  readonly actions: readonly unknown[];
  readonly reenter: boolean;
}

/** A state for `createMachine` of XState 4. It has only names, no functions. */
export interface Definition {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly tags: readonly string[];
  readonly initial?: string;
  readonly states: Readonly<Record<string, Definition>>;
  readonly on: Readonly<Record<string, readonly Arrow[]>>;
  readonly after: Readonly<Record<string, readonly Arrow[]>>;
  readonly always: readonly Arrow[];
  readonly entry: readonly string[];
  readonly exit: readonly string[];
}

interface Arrow {
  readonly target?: readonly string[];
  readonly cond?: string;
  readonly actions: readonly string[];
  readonly internal: boolean;
}

/** Without this flag XState 4 logs a warning for each machine. */
type Root = Definition & { readonly predictableActionArguments: true };

const made = new Map<ChartId, Root>();

/** A chart as XState 4 defines it, cached. `provide` does not change it. */
export function definitionOf(chart: ChartId): Root {
  const known = made.get(chart);
  if (known) return known;
  const { root } = chart === 'client' ? clientMachine : channelMachine;
  const definition = { predictableActionArguments: true as const, ...translated(root) };
  made.set(chart, definition);
  return definition;
}

function translated(node: Node): Definition {
  const [first] = node.initial?.target ?? [];
  // XState 5 also lists delays as events `xstate.after....`. XState 4 makes those itself.
  const events = [...node.transitions].filter(([event]) => !event.startsWith('xstate.after.'));
  return {
    id: node.id,
    key: node.key,
    type: node.type,
    tags: [...node.tags],
    // In XState 4 only a compound state has `initial`. XState 5 gives one to every state.
    ...(node.type === 'compound' && first && { initial: first.key }),
    states: Object.fromEntries(Object.values(node.states).map((state) => [state.key, translated(state)])),
    on: Object.fromEntries(events.map(([event, transitions]) => [event, transitions.map(arrowOf)])),
    after: afterOf(node),
    always: (node.always ?? []).map(arrowOf),
    entry: node.entry.map(nameOf),
    exit: node.exit.map(nameOf),
  };
}

function afterOf({ after }: Node): Record<string, Arrow[]> {
  const delays = new Set(after.map(({ delay }) => String(delay)));
  const arrows = (delay: string) => after.filter((each) => String(each.delay) === delay).map(arrowOf);
  return Object.fromEntries([...delays].map((delay) => [delay, arrows(delay)]));
}

function arrowOf({ target, guard, actions, reenter }: Transition): Arrow {
  const cond = guard === undefined ? undefined : guardOf(guard);
  return {
    ...(target && { target: target.map(({ id }) => `#${id}`) }),
    ...(cond !== undefined && { cond }),
    actions: actions.map(nameOf),
    internal: !reenter,
  };
}

/** The name of a guard. That of `and`, `or` and `not` contains the names of their parts. */
function guardOf(guard: unknown): string {
  const parts: unknown = isNamed(guard) ? Reflect.get(guard, 'guards') : undefined;
  if (!Array.isArray(parts)) return nameOf(guard);
  const operator = nameOf(guard);
  return operator === 'not' ? `not ${parts.map(guardOf).join()}` : parts.map(guardOf).join(` ${operator} `);
}

function nameOf(of: unknown): string {
  if (typeof of === 'string') return of;
  if (!isNamed(of)) return 'inline';
  const name: unknown = Reflect.get(of, 'type') ?? Reflect.get(of, 'name');
  return typeof name === 'string' && name !== '' ? name : 'inline';
}

function isNamed(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
