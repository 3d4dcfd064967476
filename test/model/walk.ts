import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import { adjacencyMapToArray, createTestModel, type TestParam, type TestPath } from 'xstate/graph';
import type { Contract } from './contract.types.ts';
import type { Drive } from './driver.types.ts';
import { longestSimplePaths } from './paths.ts';
import { World } from './world.ts';

/** One path through a contract. */
export interface Walk {
  /** The contract, a number that stays the same as long as the events do, and the events. */
  readonly name: string;
  /** Whether a server on a port can be played along it. */
  readonly isReal: boolean;
  run(drive: Drive): Promise<void>;
}

/** A contract, and all that is walked of it. */
export interface Walks {
  readonly name: string;
  readonly states: number;
  readonly transitions: number;
  /** All simple paths but those that are the beginning of another. */
  readonly simple: readonly Walk[];
  /** The shortest path to each state; there, all that is to change nothing is tried. */
  readonly shortest: readonly Walk[];
}

type Path = TestPath<AnyMachineSnapshot, EventObject>;

export function walksOf<M extends AnyStateMachine>(contract: Contract<M>): Walks {
  // A vertex is a state with its context; by default it would be one for each way in, too.
  const { chart, only }: { readonly chart: AnyStateMachine; readonly only?: readonly string[] } = contract;
  const model = createTestModel(chart, {
    serializeTransition: () => '',
    filterEvents: (_, { type }) => only === undefined || only.includes(type),
  });
  const graph = model.getAdjacencyMap();
  const simple = model.getPaths(longestSimplePaths, { allowDuplicatePaths: true });
  const shortest = model.getShortestPaths({ allowDuplicatePaths: true });
  return {
    name: contract.name,
    states: Object.keys(graph).length,
    transitions: adjacencyMapToArray(graph).filter(({ state, event }) => enabled(state, event)).length,
    simple: simple.map((path) => walk(contract, path, [])),
    shortest: shortest.map((path) => walk(contract, path, withoutEffect(path.state))),
  };
}

function walk<M extends AnyStateMachine>(contract: Contract<M>, path: Path, idle: readonly string[]): Walk {
  const events = path.steps.slice(1).map(({ event }) => event.type);
  const words = [
    events.join(' → ') || 'nothing',
    ...(idle.length > 0 ? [`and without effect ${idle.join(', ')}`] : []),
  ];
  const id = `${contract.name} ${hash(words.join())}`;
  const virtualOnly: ReadonlySet<string> = new Set(contract.virtualOnly);
  return {
    name: `${id}: ${words.join('; ')}`,
    isReal: contract.onPort !== false && ![...events, ...idle].some((event) => virtualOnly.has(event)),
    run: async (drive) => {
      const world = await World.make(drive);
      const { opened, events, states, look } = paramsOf(contract, world, path);
      try {
        await opened;
        await path.test({ events, states });
        for (const event of idle) {
          await events[event]?.({ state: path.state, event: { type: event } });
          await look(path.state);
        }
      } catch (error) {
        if (error instanceof Error) error.message += `\n\nOnly this path: npx vitest run test/model -t '${id}'`;
        throw error;
      } finally {
        await world.end();
      }
    },
  };
}

type Act = (context: unknown, from: unknown) => unknown;
type Params = Required<TestParam<AnyMachineSnapshot, EventObject>>;

/** The acts and looks of a contract as the test model takes them. Each state has to have a look. */
function paramsOf<M extends AnyStateMachine>(contract: Contract<M>, world: World, path: Path) {
  const { opened, acts, looks } = contract.play(world);
  let from = path.state;
  const look = async (state: AnyMachineSnapshot) => {
    from = state;
    const due = Object.entries(looks).filter(([key]) => state.matches(key));
    if (due.length === 0) throw new Error(`The contract has no look for ${JSON.stringify(state.value)}.`);
    await world.driver.eventually(() => {
      for (const [, check] of due) check(state.context);
      world.expectQuiet();
    });
  };
  const events: Params['events'] = {};
  for (const [type, act] of Object.entries(acts as Readonly<Record<string, Act>>))
    events[type] = async ({ state }) => void (await act(state.context, from));
  const states: Params['states'] = { '*': look };
  return { opened, events, states, look };
}

/** What is declared to change nothing: transitions without a target or an action. */
function withoutEffect(state: AnyMachineSnapshot): readonly string[] {
  const events = new Set(state._nodes.flatMap(({ transitions }) => [...transitions.keys()]));
  return [...events].filter((type) => {
    const taken = state.machine.getTransitionData(state, { type });
    return taken.length > 0 && taken.every(({ target, actions }) => target === undefined && actions.length === 0);
  });
}

function enabled(state: AnyMachineSnapshot, event: EventObject): boolean {
  return state.machine.getTransitionData(state, event).length > 0;
}

/** FNV-1a. */
function hash(text: string): string {
  let sum = 0x811c9dc5;
  for (const char of text) sum = Math.imul(sum ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (sum >>> 0).toString(36);
}
