import { ConnectError, JoinError } from '../../errors.ts';

/** The message of an error of ours, as a next sentence. Messages of other errors may hold secrets, so they are not quoted. */
export function wordsOf(cause: unknown): string {
  return cause instanceof ConnectError || cause instanceof JoinError ? ` ${cause.message}` : '';
}
