import { isRecord } from '../../values.ts';
import type { ClientRef } from './client.ref.ts';

/** The actions of the client's chart that you may provide. By default they do nothing. No other action is named `on`. */
export type CallbackName =
  | 'onStart'
  | 'onConnect'
  | 'onDisconnect'
  | 'onJoin'
  | 'onMessage'
  | 'onReply'
  | 'onTopicClose'
  | 'onLeave'
  | 'onEvent'
  | 'onCall'
  | 'onTerminate';

const nothing = () => {};

/** An action that does nothing. It gives a callback the type of its params. */
export function callback<Params>(): (args: unknown, params: Params) => void {
  return nothing;
}

/** Whether a callback was provided. Read from the private `logic` of the actor, since its type does not show it. */
export function isProvided(client: ClientRef, name: CallbackName): boolean {
  const logic: unknown = Reflect.get(client, 'logic');
  if (!isRecord(logic) || !isRecord(logic.implementations) || !isRecord(logic.implementations.actions)) return false;
  return logic.implementations.actions[name] !== nothing;
}

/** The topic that a callback is called for; null if it is called for the connection. */
export function topicOf(fact: unknown): string | null {
  return isRecord(fact) && typeof fact.topic === 'string' ? fact.topic : null;
}
