import { Actor } from 'xstate';
import { isRecord } from '../configuration.rules.ts';
import type { CallbackFact, OfTopic } from './callbacks.types.ts';
import type { ChannelEmitted, ChannelRef } from './channel.types.ts';
import type { ClientEmitted, ClientRef } from './client.types.ts';
import type { Connection } from './connection.ts';

/** The actions of the client's chart that do nothing until somebody provides them. */
export const callbackNames = [
  'onStart',
  'onConnect',
  'onDisconnect',
  'onJoin',
  'onMessage',
  'onReply',
  'onTopicClose',
  'onLeave',
  'onEvent',
  'onCall',
  'onTerminate',
] as const;

export type CallbackName = (typeof callbackNames)[number];

const nothing = () => {};

/** An action that does nothing, and takes params of a type. */
export function callback<Params>(): (args: unknown, params: Params) => void {
  return nothing;
}

/**
 * Has a client hear what it and its channels emit, for the callbacks that are provided, as events of its own: they come
 * when the state has changed, so a callback that looks at it sees what it was called for.
 */
export function hearCallbacks(connection: Connection): void {
  const { client, channels, greeters } = connection;
  const isWanted = (name: CallbackName) => isProvided(client, name);
  const tell = (fact: CallbackFact) => client.send(fact);
  if (isWanted('onStart')) tell({ type: 'client.started' });
  if (isWanted('onConnect'))
    client.on('connected', ({ reconnect, headers }) => tell({ type: 'client.connected', reconnect, headers }));
  if (isWanted('onDisconnect'))
    for (const type of endings) client.on(type, (event) => tell(toDisconnected(event, client)));
  const heard = channelEvents.filter(([, name]) => isWanted(name));
  if (heard.length === 0) return;

  const greet = (channel: ChannelRef) => {
    const { topic } = channel.getSnapshot().context;
    for (const [type] of heard) channel.on(type, (event) => tell(toFact(event, { topic, channel })));
  };
  greeters.add(greet);
  for (const channel of channels.values()) greet(channel);
}

/** What a client emits when a connection or an attempt has ended. */
const endings = ['connect.failed', 'connection.lost', 'disconnected'] as const;
type Ending = Extract<ClientEmitted, { type: (typeof endings)[number] }>;

/** What a channel emits, and the callback it is for. */
const channelEvents: readonly (readonly [ChannelEmitted['type'], CallbackName])[] = [
  ['joined', 'onJoin'],
  ['message', 'onMessage'],
  ['reply', 'onReply'],
  ['push.failed', 'onReply'],
  ['join.failed', 'onTopicClose'],
  ['crashed', 'onTopicClose'],
  ['closed', 'onTopicClose'],
  ['left', 'onLeave'],
];

function toFact(event: ChannelEmitted, of: OfTopic): CallbackFact {
  const closed = { ...of, type: 'topic.closed', error: null, payload: undefined } as const;
  switch (event.type) {
    case 'joined':
      return { ...of, type: 'topic.joined', response: event.response, rejoin: event.rejoin };
    case 'message':
      return { ...event, ...of, type: 'topic.received' };
    case 'reply':
      return { ...event, ...of, type: 'topic.replied', error: null };
    case 'push.failed':
      return { ...event, ...of, type: 'topic.replied', status: null, response: undefined };
    case 'join.failed':
      return { ...closed, cause: 'join', error: event.error, willRetry: event.willRetry };
    case 'crashed':
      return { ...closed, cause: 'crashed', payload: event.payload, willRetry: event.willRetry };
    case 'closed':
      return { ...closed, cause: 'closed', error: event.reason, willRetry: event.willRetry };
    case 'left':
      return { ...of, type: 'topic.left', acknowledged: event.acknowledged };
  }
}

function toDisconnected(event: Ending, client: ClientRef): CallbackFact {
  const type = 'client.disconnected';
  switch (event.type) {
    case 'connect.failed': {
      const { code, reason } = client.getSnapshot().context.lastClose ?? { code: 1006, reason: '' };
      return { type, cause: 'attempt', code, reason, error: event.error, willRetry: event.willRetry };
    }
    case 'connection.lost':
      return { ...event, type, error: null };
    case 'disconnected':
      return { type, cause: 'requested', code: 1000, reason: '', error: null, willRetry: false };
  }
}

/** The machine of an actor knows what was provided; the actor's reference does not say so. */
function isProvided(client: ClientRef, name: CallbackName): boolean {
  const logic: unknown = client instanceof Actor ? client.logic : undefined;
  if (!isRecord(logic) || !isRecord(logic.implementations) || !isRecord(logic.implementations.actions)) return false;
  return logic.implementations.actions[name] !== nothing;
}

/** The topic that a callback is called for; null for the connection's own. */
export function topicOf(fact: unknown): string | null {
  return isRecord(fact) && typeof fact.topic === 'string' ? fact.topic : null;
}
