import type { ConnectError } from '../errors.ts';

/** The form of codes and names. Any other text may contain secrets. */
const WORD = /^\w{1,64}$/;

/**
 * The kind of an error's cause: its code if it has one (Node's errors do), or its name. For a cause that is not an
 * object: its type. Null without a cause.
 */
export function kindOf(error: Pick<ConnectError, 'cause'> | null): string | null {
  const cause = error?.cause ?? null;
  if (cause === null) return null;
  if (typeof cause !== 'object') return typeof cause;
  return ['code', 'name'].map((key) => wordIn(cause, key)).find((word) => word !== null) ?? 'Error';
}

/** A getter of what a user's function has thrown may throw, too. */
function wordIn(cause: object, key: string): string | null {
  try {
    const word: unknown = Reflect.get(cause, key);
    return typeof word === 'string' && WORD.test(word) ? word : null;
  } catch {
    return null;
  }
}
