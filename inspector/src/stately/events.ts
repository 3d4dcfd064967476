import { createInspector, type StatelyInspectionEvent } from '@statelyai/inspect';
import type { InspectedActor } from '../actors.types.ts';
import type { Source } from '../source.types.ts';
import type { Machine } from '../state.ts';

/**
 * Sends the events of `@statelyai/inspect` for every client and topic: first the present ones, then everything that
 * happens. All is redacted, since it comes from the hub.
 *
 * @param topics - How many topics are shown at a time, the first ones. Each sends its chart, which has 5 kB.
 * @returns A function that ends it.
 */
export function tellStately(source: Source, send: (event: StatelyInspectionEvent) => void, topics = 100): () => void {
  const shown = new Set<number>();
  const topicsShown = new Set<number>();
  let about: InspectedActor | undefined;
  const inspector = createInspector({ send: (event) => about && send(completed(source, about, event)) });
  const show = (actor: InspectedActor): void => {
    const { n, chart, status } = actor;
    if (!chart || status !== 'active' || (chart === 'channel' && topicsShown.size >= topics)) return;
    if (chart === 'channel') topicsShown.add(n);
    shown.add(n);
    about = actor;
    inspector.actor(actor.sessionId, snapshotOf(actor));
  };
  const undo = source.listen({
    appeared: show,
    took(actor, { type, detail, from }) {
      if (!shown.has(actor.n)) return;
      const sender = typeof from === 'number' && shown.has(from) ? source.actor(from) : undefined;
      about = actor;
      inspector.event(actor.sessionId, { ...detail, type }, sender && { source: sender.sessionId });
    },
    moved(actor, by) {
      if (!shown.has(actor.n)) return;
      about = actor;
      inspector.snapshot(actor.sessionId, snapshotOf(actor), { event: { type: by } });
    },
    vanished({ n }) {
      shown.delete(n);
      topicsShown.delete(n);
    },
  });
  for (const actor of source.actors()) {
    show(actor);
    // We no longer know which event led to its state.
    if (shown.has(actor.n)) inspector.snapshot(actor.sessionId, snapshotOf(actor), { event: { type: 'xstate.init' } });
  }
  return undo;
}

/** Adds the root and the definition, which the package does not know for an actor that is given by its id. */
function completed(source: Source, actor: InspectedActor, event: StatelyInspectionEvent): StatelyInspectionEvent {
  const rootId = rootOf(source, actor).sessionId;
  if (event.type !== '@xstate.actor') return { ...event, rootId };
  const machine = actor.chart && source.machine(actor.chart);
  return {
    ...event,
    rootId,
    name: actor.name,
    parentId: parentOf(source, actor)?.sessionId,
    definition: machine ? definitionOf(machine) : undefined,
  };
}

/** The parts that the inspector needs to draw a state. */
function snapshotOf({ status, value, context, tags }: InspectedActor) {
  return { status, ...(value !== null && { value }), context, tags, children: {}, historyValue: {} };
}

/** The client of a topic. The supervisor between them has no chart, so it is not shown. */
function parentOf(source: Source, { parent }: InspectedActor): InspectedActor | undefined {
  const above = parent === null ? undefined : source.actor(parent);
  return !above || above.chart ? above : parentOf(source, above);
}

function rootOf(source: Source, actor: InspectedActor): InspectedActor {
  const parent = parentOf(source, actor);
  return parent ? rootOf(source, parent) : actor;
}

const definitions = new WeakMap<Machine, string>();

/** The config of a machine as JSON. Functions become names. */
function definitionOf(machine: Machine): string {
  const known = definitions.get(machine);
  if (known !== undefined) return known;
  const named = (_: string, value: unknown) => (typeof value === 'function' ? { type: value.name } : value);
  const definition = JSON.stringify(machine.config, named);
  definitions.set(machine, definition);
  return definition;
}
