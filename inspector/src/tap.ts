import { createInspector } from '@statelyai/inspect';
import type { Hub } from './hub.ts';
import { originOf } from './origin.ts';
import { createRedactor, type Redaction, typeOf } from './redact.ts';
import { type Session, sessionOf } from './session.ts';
import type { ReducedState } from './state.ts';
import type { ActorRef, Inspect, InspectionEvent } from './xstate5.types.ts';

type StatelyEvent = Parameters<Parameters<typeof createInspector>[0]['send']>[0];

export interface TapOptions {
  readonly redact?: Redaction | undefined;
  /** Returns whether to show a topic. If it throws, the topic is not shown. @defaultValue shows all */
  readonly topics?: ((topic: string) => boolean) | undefined;
}

/** Receives the inspection events of XState. */
export interface Tap {
  /** Never throws: XState would pass the error to the sender of the event. */
  readonly inspect: Inspect;
  /** The actor of a session, while it runs. */
  refOf(sessionId: string): ActorRef | undefined;
  /** Whether the topic may be shown. */
  shows(topic: string): boolean;
  /** Forgets all actors, and ignores later events. */
  stop(): void;
}

/**
 * Connects `createInspector` of `@statelyai/inspect` to the hub. We redact events and states, and then call `actor`,
 * `event` and `snapshot` ourselves, because its own observer sets a timer for each event, serialises each snapshot, and
 * shows the secrets of an input.
 */
export function createTap(hub: Hub, { redact, topics = () => true }: TapOptions = {}): Tap {
  const redactor = createRedactor(redact);
  const sessions = new Map<string, Session>();
  let isOpen = true;

  const shows = (topic: string) => {
    try {
      return topics(topic) === true;
    } catch {
      return false;
    }
  };
  const inspector = createInspector({
    send(event) {
      const session = sessions.get(event.sessionId);
      if (session) tellHub(hub, session, event);
    },
  });
  const move = ({ ref: { sessionId }, belonging }: Session, snapshot: unknown, by: string) => {
    const state = redactor.state(belonging, snapshot);
    inspector.snapshot(sessionId, state, { event: { type: typeOf(by) } });
    if (state.status !== 'active') sessions.delete(sessionId);
  };
  /** XState sends no snapshot of an actor that has thrown. At most its parent gets an event. */
  const endIfBroken = (sessionId: string | undefined, by: string) => {
    const session = sessionId === undefined ? undefined : sessions.get(sessionId);
    const snapshot: Partial<{ status: string }> | undefined = session?.ref.getSnapshot();
    if (session && snapshot?.status === 'error') move(session, snapshot, by);
  };
  const next = (event: InspectionEvent) => {
    const { sessionId } = event.actorRef;
    if (event.type === '@xstate.actor') {
      const session = sessionOf(event.actorRef, sessions);
      if (session.topic !== undefined && !shows(session.topic)) return;
      sessions.set(sessionId, session);
      inspector.actor(sessionId);
      return;
    }
    if (event.type === '@xstate.event' && event.event.type.startsWith('xstate.error.actor.'))
      endIfBroken(event.sourceRef?.sessionId, event.event.type);
    const session = sessions.get(sessionId);
    if (!session) return;
    if (event.type === '@xstate.event') {
      const { topic } = event.event;
      const isHidden = typeof topic === 'string' && !shows(topic);
      const detail = isHidden ? {} : redactor.event(session.belonging, event.event);
      const source = event.sourceRef?.sessionId;
      const shown = { type: typeOf(event.event.type), detail };
      inspector.event(sessionId, shown, source === undefined ? {} : { source });
      endIfBroken(sessionId, event.event.type);
    } else if (event.type === '@xstate.snapshot' && event.snapshot !== session.snapshot) {
      session.snapshot = event.snapshot;
      move(session, event.snapshot, event.event.type);
    }
  };

  return {
    inspect: {
      next(event) {
        if (!isOpen) return;
        try {
          next(event);
        } catch {
          // An inspector must not disturb the client, so what can not be shown is left out.
        }
      },
    },
    refOf: (sessionId) => sessions.get(sessionId)?.ref,
    shows,
    stop() {
      isOpen = false;
      sessions.clear();
    },
  };
}

/** Passes an event of `createInspector` to the hub. */
function tellHub(hub: Hub, session: Session, sent: StatelyEvent): void {
  const { belonging, name, machine, parentId } = session;
  const { sessionId } = sent;
  if (sent.type === '@xstate.actor') {
    const chart = belonging === 'ours' || belonging === 'foreign' ? null : belonging;
    hub.appears({ sessionId, chart, name, parentId, machine });
  } else if (sent.type === '@xstate.event') {
    const { type, detail } = sent.event;
    const source = sent.sourceId === undefined ? undefined : hub.numberOf(sent.sourceId);
    hub.takes(sessionId, { type, detail, from: originOf(type, belonging, source, hub.numberOf(sessionId)) });
  } else {
    const state: object = sent.snapshot;
    hub.moves(sessionId, state as ReducedState, sent.event.type); // Our own redacted state.
  }
}
