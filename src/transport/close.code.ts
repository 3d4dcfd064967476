/** What stands for the code of a connection that ended without one. */
const ABNORMAL = 1006;

/** The code of a close, as RFC 6455 has them: from 1000 to 4999. Platforms also say 0, `undefined` and `NaN`. */
export function closeCodeOf(code: unknown): number {
  return typeof code === 'number' && Number.isInteger(code) && code >= 1000 && code <= 4999 ? code : ABNORMAL;
}
