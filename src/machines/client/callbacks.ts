import { isRecord } from '../../values.ts';
import type { ClientRef } from './client.ref.ts';

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

/** The machine of an actor knows what was provided; the actor's reference does not say so. */
export function isProvided(client: ClientRef, name: CallbackName): boolean {
  const logic: unknown = Reflect.get(client, 'logic');
  if (!isRecord(logic) || !isRecord(logic.implementations) || !isRecord(logic.implementations.actions)) return false;
  return logic.implementations.actions[name] !== nothing;
}

/** The topic that a callback is called for; null for the connection's own. */
export function topicOf(fact: unknown): string | null {
  return isRecord(fact) && typeof fact.topic === 'string' ? fact.topic : null;
}
