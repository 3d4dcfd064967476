import type { Belonging } from './redact.ts';
import { chartOf, isMachine, type Machine } from './state.ts';
import type { ActorRef } from './xstate5.types.ts';

/** The properties of an actor that its type does not have. */
interface InnerRef {
  readonly sessionId: string;
  readonly id?: string;
  readonly logic?: unknown;
  readonly _parent?: Pick<InnerRef, 'sessionId' | 'id' | 'logic'>;
}

/** What the tap knows of an actor. */
export interface Session {
  readonly ref: ActorRef;
  readonly name: string;
  readonly belonging: Belonging;
  readonly machine: Machine | null;
  readonly parentId: string | undefined;
  /** The topic of a channel or a presence. */
  readonly topic: string | undefined;
  /** The last snapshot. A message does not change the snapshot of a joined channel. */
  snapshot: unknown;
}

/** Makes a session. The constructor of the actor may still be running. */
export function sessionOf(ref: ActorRef, sessions: ReadonlyMap<string, Session>): Session {
  const { logic, _parent, id }: InnerRef = ref;
  const machine = isMachine(logic) ? logic : null;
  const parentId = _parent?.sessionId;
  const topic = topicOf(ref, machine);
  const chart = machine && (chartOf(machine) ?? (topic === undefined ? null : 'presence'));
  const isOurs = parentId !== undefined && sessions.get(parentId)?.belonging === 'client';
  const name = id === ref.sessionId || id === undefined ? (machine?.root.id ?? ref.sessionId) : id;
  return {
    ref,
    name: (chart === 'presence' ? `${name} of ${topic}` : name).slice(0, 200),
    belonging: chart ?? (isOurs ? 'ours' : 'foreign'),
    machine,
    parentId,
    topic,
    snapshot: undefined,
  };
}

/** The topic of an actor: its own if it is a channel, or that of the channel above it if it is a presence. */
function topicOf({ _parent, id }: InnerRef, machine: Machine | null): string | undefined {
  if (machine === null) return undefined;
  if (chartOf(machine) === 'channel') return id;
  const above = _parent?.logic;
  return machine.root.id === 'presence' && isMachine(above) && chartOf(above) === 'channel' ? _parent?.id : undefined;
}
