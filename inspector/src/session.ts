import type { Belonging } from './redact.ts';
import { chartOf, isMachine, type Machine } from './state.ts';
import type { ActorRef } from './xstate5.types.ts';

/** What an actor is besides what its type says. */
interface InnerRef {
  readonly sessionId: string;
  readonly id?: string;
  readonly logic?: unknown;
  readonly _parent?: { readonly sessionId: string };
}

/** An actor, as the tap knows it. */
export interface Session {
  readonly ref: ActorRef;
  readonly name: string;
  readonly belonging: Belonging;
  readonly machine: Machine | null;
  readonly parentId: string | undefined;
  /** Data leaves a joined channel with the very same snapshot. */
  snapshot: unknown;
}

/** What is known of an actor whose constructor has not ended yet. */
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
