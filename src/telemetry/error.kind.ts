import type { ConnectError } from '../errors.ts';

/** What a code or a name looks like. Anything else may be a text that says too much. */
const WORD = /^\w{1,64}$/;

/**
 * Of what kind the cause of an error is: its code, as Node has one, or its name; the type of what is no error. Null without
 * a cause.
 */
export function kindOf(error: Pick<ConnectError, 'cause'> | null): string | null {
  const cause = error?.cause ?? null;
  if (cause === null) return null;
  if (typeof cause !== 'object') return typeof cause;
  return ['code', 'name'].map((key) => wordIn(cause, key)).find((word) => word !== null) ?? 'Error';
}

/** What the user's functions throw may throw again when it is looked at. */
function wordIn(cause: object, key: string): string | null {
  try {
    const word: unknown = Reflect.get(cause, key);
    return typeof word === 'string' && WORD.test(word) ? word : null;
  } catch {
    return null;
  }
}
