/** The code of a connection that ended without a close frame. */
const ABNORMAL = 1006;

/** A close code from 1000 to 4999, as in RFC 6455. Platforms may also give 0, `undefined` or `NaN`. */
export function closeCodeOf(code: unknown): number {
  return typeof code === 'number' && Number.isInteger(code) && code >= 1000 && code <= 4999 ? code : ABNORMAL;
}
