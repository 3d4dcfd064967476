import type { AnyMachineSnapshot, EventObject } from 'xstate';
import {
  adjacencyMapToArray,
  getAdjacencyMap,
  type PathGenerator,
  type StatePath,
  type Steps,
  serializeSnapshot,
} from 'xstate/graph';

type Way = Steps<AnyMachineSnapshot, EventObject>[number];
type Generator = PathGenerator<AnyMachineSnapshot, EventObject, unknown>;

/**
 * All simple paths that no other one begins with, in one pass. `getSimplePaths` gives the same, but goes through the
 * graph once for each state, and compares each path with each to drop the beginnings.
 */
export const longestSimplePaths: Generator = (logic, options) => {
  const graph = getAdjacencyMap(logic, options);
  const ways = new Map<string, readonly Way[]>();
  for (const { state, event, nextState } of adjacencyMapToArray(graph))
    ways.set(keyOf(state), [...(ways.get(keyOf(state)) ?? []), { event, state: nextState }]);
  const paths: StatePath<AnyMachineSnapshot, EventObject>[] = [];
  const visited = new Set<string>();
  const steps: Steps<AnyMachineSnapshot, EventObject> = [];

  const visit = (state: AnyMachineSnapshot, event: EventObject) => {
    const key = keyOf(state);
    visited.add(key);
    steps.push({ state, event });
    const onward = (ways.get(key) ?? []).filter((way) => !visited.has(keyOf(way.state)));
    for (const way of onward) visit(way.state, way.event);
    if (onward.length === 0) paths.push({ state, steps: [...steps], weight: steps.length - 1 });
    steps.pop();
    visited.delete(key);
  };
  const [first] = Object.values(graph);
  if (first) visit(first.state, { type: 'xstate.init' });
  return paths;

  function keyOf(state: AnyMachineSnapshot): string {
    return options.serializeState?.(state, undefined) ?? serializeSnapshot(state);
  }
};
