import { say } from '#sentences';
import { ConnectError } from '../../errors.ts';

/** The parts of a client's snapshot that are needed. */
interface Ending {
  readonly status: string;
  readonly value: unknown;
  readonly error: unknown;
  readonly context: {
    readonly error: ConnectError | null;
    readonly reason: 'never_connected' | 'requested' | 'idle' | null;
  };
}

/** Why a client does not try to connect; undefined if it may. */
export function hopelessness({ status, value, error, context }: Ending, isStopped = false): unknown {
  if (status === 'error') return error;
  if (isStopped || status !== 'active') return new ConnectError('disconnected', say('stopped'));
  if (value === 'failed') return context.error;
  const isDisconnecting = typeof value === 'object' && value !== null && 'disconnecting' in value;
  if (isDisconnecting || context.reason === 'requested') return new ConnectError('disconnected', say('requested'));
  return undefined;
}

/** Why a client has no connection, and whether it does not try to get one (`isFinal`). */
export function absence(client: Ending): { readonly error: unknown; readonly isFinal: boolean } {
  const final = hopelessness(client);
  if (final !== undefined) return { error: final, isFinal: true };
  const isIdle = client.context.reason === 'never_connected';
  const error = isIdle ? new ConnectError('disconnected', say('never_connected')) : null;
  return { error: error ?? client.context.error ?? undefined, isFinal: false };
}
