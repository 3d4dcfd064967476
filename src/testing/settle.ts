/**
 * Calls a function that may throw or return a promise, and passes its outcome on, exactly once.
 *
 * @param done - Gets the result. What it throws goes to `failed`.
 * @returns What `done` or `failed` returned. It is a promise only if `call` returned one; that never rejects.
 */
export function settle<Result, End>(
  call: () => Result | Promise<Result>,
  done: (result: Result) => End,
  failed: (error: Error) => End,
): End | Promise<End> {
  const rescue = (thrown: unknown) => failed(toError(thrown));
  try {
    const result = call();
    return isPromise(result) ? result.then(done).catch(rescue) : done(result);
  } catch (thrown) {
    return rescue(thrown);
  }
}

export function isPromise<Result>(result: Result | Promise<Result>): result is Promise<Result> {
  return typeof result === 'object' && result !== null && 'then' in result && typeof result.then === 'function';
}

/** Wraps what was thrown in an error, unless it is one. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('Something else than an error was thrown.', { cause: thrown });
}
