import { ConnectError, JoinError } from '../../errors.ts';

/** What an error of ours says, as the next sentence. What others say may hold secrets, and stays in the cause. */
export function wordsOf(cause: unknown): string {
  return cause instanceof ConnectError || cause instanceof JoinError ? ` ${cause.message}` : '';
}
