import type { InspectedActor } from '../actors.types.ts';

/** An event of an actor, redacted. */
export interface Shown {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** The envelope that XState 4 puts around every event. */
interface Envelope {
  readonly name: string;
  readonly data: Shown;
  readonly $$type: 'scxml';
  readonly type: 'external';
}

/** The argument of `State.create` of XState 4, which throws if `_event` is missing. */
export interface State {
  readonly value: unknown;
  readonly context: Readonly<Record<string, unknown>>;
  readonly event: Shown;
  readonly _event: Envelope;
  readonly _sessionid: string;
  readonly tags: readonly string[];
  readonly done: boolean;
  readonly changed: true;
  readonly actions: readonly never[];
  readonly activities: object;
  readonly meta: object;
  readonly events: readonly never[];
  readonly configuration: readonly never[];
  readonly transitions: readonly never[];
  readonly children: object;
}

/** The state of an actor, as XState 4 has it. */
export function stateOf(
  {
    sessionId,
    value,
    context,
    status,
    tags,
  }: Pick<InspectedActor, 'sessionId' | 'value' | 'context' | 'status' | 'tags'>,
  event: Shown,
): State {
  return {
    value: value ?? {},
    context,
    event,
    _event: envelopeOf(event),
    _sessionid: sessionId,
    tags,
    done: status === 'done',
    changed: true,
    actions: [],
    activities: {},
    meta: {},
    events: [],
    configuration: [],
    transitions: [],
    children: {},
  };
}

function envelopeOf(event: Shown): Envelope {
  return { name: event.type, data: event, $$type: 'scxml', type: 'external' };
}
