import type { Belonging } from './redact.ts';
import { chartOf, isMachine, type Machine } from './state.ts';
import type { ActorRef } from './xstate5.types.ts';

/** The properties of an actor that its type does not have. */
interface InnerRef {
  readonly sessionId: string;
  readonly id?: string;
  readonly logic?: unknown;
  readonly _parent?: { readonly sessionId: string };
}

/** What the tap knows of an actor. */
export interface Session {
  readonly ref: ActorRef;
  readonly name: string;
  readonly belonging: Belonging;
  readonly machine: Machine | null;
  readonly parentId: string | undefined;
  /** The last snapshot. A message does not change the snapshot of a joined channel. */
  snapshot: unknown;
}

/** Makes a session. The constructor of the actor may still be running. */
export function sessionOf(ref: ActorRef, sessions: ReadonlyMap<string, Session>): Session {
  const { logic, _parent, id }: InnerRef = ref;
  const machine = isMachine(logic) ? logic : null;
  const chart = machine && chartOf(machine);
  const parentId = _parent?.sessionId;
  const isOurs = parentId !== undefined && sessions.get(parentId)?.belonging === 'client';
  return {
    ref,
    name: (id === ref.sessionId || id === undefined ? (machine?.root.id ?? ref.sessionId) : id).slice(0, 200),
    belonging: chart ?? (isOurs ? 'ours' : 'foreign'),
    machine,
    parentId,
    snapshot: undefined,
  };
}
