import type { AnyActorRef } from 'xstate';
import { configure } from '../../configuration.ts';
import type { ClientInput } from '../../configuration.types.ts';
import { ENDLESS } from '../../values.ts';
import { shielded } from '../user.code.ts';
import type { ClientContext, ClientRef } from './client.ref.ts';
import { noClosing } from './connection.end.ts';
import { Connection } from './connection.ts';
import { hearEarlyStart } from './early.start.ts';
import { hearEarlyStop } from './early.stop.ts';
import { countTopics } from './idleness.ts';

/** The context of a new client. Throws a `ConfigurationError` if the input is bad: it becomes the actor's initial error. */
export function newClient(input: ClientInput, self: AnyActorRef): ClientContext {
  const connection = new Connection<ClientRef>(configure(input), self);
  hearEarlyStart(self, connection);
  hearEarlyStop(self, connection);
  shielded(connection, () => connection.configuration.logger?.(connection as never), null, 'logger');
  countTopics(connection);
  return {
    attempt: 0,
    dials: 0,
    refusals: 0,
    connections: 0,
    retryAt: null,
    retryInMs: 0,
    heldBackUntil: 0,
    lastClose: null,
    error: null,
    transport: null,
    reason: 'never_connected',
    heartbeatRef: null,
    heartbeatSentAt: 0,
    heartbeatDueAt: ENDLESS,
    closing: noClosing,
    stopReason: undefined,
    assigns: () => ({}),
    raised: () => [],
    connection,
  };
}
