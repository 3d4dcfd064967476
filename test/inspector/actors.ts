import { channelMachine, clientMachine } from 'xstate-phoenix';
import { graphOf } from '../../inspector/src/chart/graph.ts';
import type { ActorRow, End, Entry, Value } from '../../inspector/src/wire.types.ts';

export const graphs = { client: graphOf(clientMachine), channel: graphOf(channelMachine) };

export const CONNECTED: Value = { connected: { heartbeat: 'resting', stability: 'stable', flow: 'flowing' } };

export function clientRow(row: Partial<ActorRow> = {}): ActorRow {
  return {
    n: 0,
    sessionId: 'x:0',
    chart: 'client',
    name: 'client',
    parent: null,
    status: 'active',
    value: CONNECTED,
    tags: ['connected', 'stable'],
    context: { attempt: 0, retryAt: null, retryInMs: 0, connections: 1, dials: 1 },
    events: 12,
    ...row,
  };
}

/** The supervisor and the transport of client 0. */
export const helpers: readonly ActorRow[] = [
  {
    ...clientRow(),
    n: 1,
    sessionId: 'x:1',
    chart: null,
    name: 'channels',
    parent: 0,
    value: null,
    tags: [],
    context: {},
  },
  {
    ...clientRow(),
    n: 2,
    sessionId: 'x:2',
    chart: null,
    name: 'transport',
    parent: 0,
    value: null,
    tags: [],
    context: {},
  },
];

export function topicRow(n: number, name: string, value: Value = 'joined', row: Partial<ActorRow> = {}): ActorRow {
  return {
    n,
    sessionId: `x:${n}`,
    chart: 'channel',
    name,
    parent: 1,
    status: 'active',
    value,
    tags: ['joined', 'can-push'],
    context: { topic: name, attempt: 0, retryAt: null, retryInMs: 0, joinRef: String(n), joins: 1 },
    events: 3,
    ...row,
  };
}

/** A client with its helpers, and topics from number 3 on. */
export function service(...topics: readonly string[]): readonly ActorRow[] {
  return [clientRow(), ...helpers, ...topics.map((name, index) => topicRow(index + 3, name))];
}

type Of<Kind extends Entry['k']> = Extract<Entry, { readonly k: Kind }>;

export function event(
  at: number,
  n: number,
  type: string,
  from: End = 0,
  more: Partial<Of<'event'>> = {},
): Of<'event'> {
  return { k: 'event', at, n, from, type, detail: {}, times: 0, ...more };
}

export function state(at: number, n: number, by: string, value: Value, more: Partial<Of<'state'>> = {}): Of<'state'> {
  return { k: 'state', at, n, by, status: 'active', value, tags: [], context: {}, ...more };
}

export function frame(
  at: number,
  direction: 'in' | 'out',
  topic: string,
  type: string,
  more: Partial<Of<'frame'>> = {},
): Of<'frame'> {
  return {
    k: 'frame',
    at,
    client: 0,
    direction,
    topic,
    event: type,
    ref: null,
    joinRef: null,
    bytes: 60,
    times: 0,
    ...more,
  };
}
