import { theEvent } from '../events.ts';
import type { CallbackName } from './callbacks.ts';

/** Calls the callbacks: one for each event, in every state. */
export const callbackTransitions = {
  'client.started': { actions: ['onStart', 'concludeStart'] },
  'client.connected': calls('onConnect'),
  'client.disconnected': calls('onDisconnect'),
  'topic.joined': calls('onJoin'),
  'topic.received': calls('onMessage'),
  'topic.replied': calls('onReply'),
  'topic.closed': calls('onTopicClose'),
  'topic.left': calls('onLeave'),
  'client.call': calls('onCall'),
  '*': [
    { guard: 'isForeign', ...calls('onEvent') },
    { guard: 'isUnknown', actions: 'tellUnknown' },
  ],
} as const;

/** Calls a callback with the event. */
function calls<const Name extends CallbackName>(type: Name) {
  return { actions: { type, params: theEvent } } as const;
}
