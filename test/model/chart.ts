import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** One transition of a chart: a key that is the same in every copy of the machine, and words for people. */
export interface Named {
  readonly key: string;
  readonly words: string;
}

/** A state and all below it. */
export function nodesIn(node: AnyStateNode): readonly AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesIn)];
}

/** All ways out of a state: of events and delays with each of their candidates, eventless ones, and its initial one. */
export function transitionsOf(node: AnyStateNode): readonly Named[] {
  const lists = [...node.transitions.values(), node.always ?? []];
  const own = lists.flatMap((list) =>
    list.map((transition, index) => ({
      key: keyOf(transition, index),
      words: `${node.id}: ${transition.eventType || 'always'}${list.length > 1 ? ` [${index}]` : ''} → ${targetOf(transition)}`,
    })),
  );
  const { initial } = node;
  if (node.type !== 'compound' || initial === undefined) return own;
  return [...own, { key: initialKey(node), words: `${node.id}: initial → ${targetOf(initial)}` }];
}

/** The keys of what a taken transition takes with it: itself, and the initial transitions of what it enters. */
export function stepsOf(
  transition: Pick<AnyTransitionDefinition, 'source' | 'eventType' | 'target'>,
): readonly string[] {
  const { source, eventType, target = [] } = transition;
  const candidates = eventType ? source.transitions.get(eventType) : source.always;
  const index = candidates?.findIndex((candidate: object) => candidate === transition) ?? -1;
  return [...(index < 0 ? [] : [keyOf(transition, index)]), ...target.flatMap(entered)];
}

function entered(node: AnyStateNode): readonly string[] {
  if (node.type === 'parallel') return Object.values(node.states).flatMap(entered);
  if (node.type !== 'compound') return [];
  return [initialKey(node), ...(node.initial.target ?? []).flatMap(entered)];
}

function keyOf({ source, eventType }: Pick<AnyTransitionDefinition, 'source' | 'eventType'>, index: number): string {
  return `${source.id} | ${eventType || 'always'} | ${index}`;
}

function initialKey(node: AnyStateNode): string {
  return `${node.id} | initial | 0`;
}

function targetOf({ target }: Pick<AnyTransitionDefinition, 'target'>): string {
  return target?.map(({ id }: AnyStateNode) => id).join(', ') ?? 'stays';
}
