import type { ChannelEmitted } from '../channel/channel.events.ts';
import type { ChannelRef } from '../channel/channel.ref.ts';
import type { CallbackFact, OfTopic } from './callbacks.facts.ts';
import { type CallbackName, isProvided } from './callbacks.ts';
import type { ClientEmitted } from './client.emitted.ts';
import type { ClientRef } from './client.ref.ts';
import type { Connection } from './connection.ts';

/**
 * Sends a client what it and its channels emit, as events, for the callbacks that are provided. A client handles such an
 * event after its state has changed, so that its callbacks see the new state.
 */
export function hearCallbacks({ client, life, topics, unrouted }: Connection<ClientRef>): void {
  const { listeners } = life;
  const { channels, greeters } = topics;
  const isWanted = (name: CallbackName) => isProvided(client, name);
  // XState warns of events to a stopped actor.
  const tell = (fact: CallbackFact) => {
    if (client.getSnapshot().status === 'active') client.send(fact);
  };
  tellStart(client);
  if (isWanted('onConnect'))
    listeners.add(() =>
      client.on('connected', ({ reconnect, headers }) => tell({ type: 'client.connected', reconnect, headers })),
    );
  if (isWanted('onDisconnect'))
    for (const type of endings) listeners.add(() => client.on(type, (event) => tell(toDisconnected(event, client))));
  if (isWanted('onMessage')) unrouted.add((message) => tell({ type: 'topic.received', channel: null, ...message }));
  const heard = channelEvents.filter(([, name]) => isWanted(name));
  if (heard.length === 0) return;

  const greet = (channel: ChannelRef) => {
    const { topic } = channel.getSnapshot().context;
    for (const [type] of heard) channel.on(type, (event) => tell(toFact(event, { topic, channel })));
  };
  greeters.add(greet);
  for (const channel of channels.values()) greet(channel);
}

/** Calls `onStart`, if it is provided. */
export function tellStart(client: ClientRef): void {
  if (isProvided(client, 'onStart')) client.send({ type: 'client.started' });
}

/** The events that a client emits when a connection or an attempt has ended. */
const endings = ['connect.failed', 'connection.lost', 'disconnected'] as const;
type Ending = Extract<ClientEmitted, { type: (typeof endings)[number] }>;

/** The events that a channel emits. `lost` is left out, since `onDisconnect` is called then. */
type Heard = Exclude<ChannelEmitted, { type: 'lost' }>;

/** The events that a channel emits, each with its callback. */
const channelEvents: readonly (readonly [Heard['type'], CallbackName])[] = [
  ['joined', 'onJoin'],
  ['message', 'onMessage'],
  ['reply', 'onReply'],
  ['push.failed', 'onReply'],
  ['join.failed', 'onTopicClose'],
  ['crashed', 'onTopicClose'],
  ['closed', 'onTopicClose'],
  ['left', 'onLeave'],
];

/** The spread is last: V8 makes a hidden class for each object whose spread is followed by new names. */
function toFact(event: Heard, of: OfTopic): CallbackFact {
  switch (event.type) {
    case 'joined':
      return { type: 'topic.joined', response: event.response, rejoin: event.rejoin, ...of };
    case 'message':
      return { type: 'topic.received', event: event.event, payload: event.payload, joinRef: event.joinRef, ...of };
    case 'reply': {
      const { id, status, response } = event;
      return { type: 'topic.replied', event: event.event, id, status, response, error: null, ...of };
    }
    case 'push.failed': {
      const { id, error } = event;
      return { type: 'topic.replied', event: event.event, id, status: null, response: undefined, error, ...of };
    }
    case 'join.failed': {
      const { error, willRetry } = event;
      return { type: 'topic.closed', cause: 'join', error, payload: undefined, willRetry, ...of };
    }
    case 'crashed': {
      const { payload, willRetry } = event;
      return { type: 'topic.closed', cause: 'crashed', error: null, payload, willRetry, ...of };
    }
    case 'closed': {
      const { reason: error, willRetry } = event;
      return { type: 'topic.closed', cause: 'closed', error, payload: undefined, willRetry, ...of };
    }
    case 'left':
      return { type: 'topic.left', acknowledged: event.acknowledged, ...of };
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
      return { ...event, type };
    case 'disconnected': {
      const cause = client.getSnapshot().context.reason === 'idle' ? 'idle' : 'requested';
      return { type, cause, code: 1000, reason: '', error: null, willRetry: false };
    }
  }
}
