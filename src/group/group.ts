import { type Actor, type ActorOptions, createActor, type InspectionEvent } from 'xstate';
import type { ClientRef } from '../machines/client/client.ref.ts';
import { type GroupMachine, groupMachine } from './group.logic.ts';
import type { GroupOptions } from './options.ts';

/** The options of the actor of a group, such as `inspect`. Its `clock` is that of the client. */
export type GroupActorOptions = Omit<ActorOptions<GroupMachine>, 'input'>;

/**
 * Makes a member of a group: several processes that share a set of topics, each topic on exactly one of them. Start it, and it
 * joins the group's topic, finds out which topics are its own, and joins and leaves them as other members come and go.
 *
 * If the options are bad, the actor has the status `error` from the start, with a `ConfigurationError`.
 *
 * @param client - Joins the topics. Let nobody else join or leave them.
 */
export function createGroup(client: ClientRef, options: GroupOptions, actor?: GroupActorOptions): Actor<GroupMachine> {
  return createActor(groupMachine, {
    clock: client.system._clock,
    inspect: inspectorOf(client),
    ...actor,
    input: { ...options, client },
  });
}

/** Whoever inspects the client sees its group, too. */
function inspectorOf({ system }: ClientRef): (event: InspectionEvent) => void {
  return (event) => {
    if ('_sendInspectionEvent' in system && typeof system._sendInspectionEvent === 'function')
      system._sendInspectionEvent(event);
  };
}
