import type { TransportClose } from '../../transport/transport.ts';

/** A longer `Retry-After` is cut to an hour. */
const MAX_RETRY_AFTER_MS = 3_600_000;
/** How all three date formats of RFC 9110, 5.6.7 begin. `Date.parse` alone would accept almost anything. */
const dayFirst = /^[A-Z][a-z]+,? /;

/**
 * The `Retry-After` of a 429 or 503 in milliseconds. The header holds seconds or a date (RFC 9110, 10.2.3).
 *
 * @param now - The time of day in ms, used if the answer has no `date` header.
 */
export function retryAfterMs(
  { httpStatus, headers = {} }: Pick<TransportClose, 'httpStatus' | 'headers'>,
  now: number,
): number | undefined {
  if (httpStatus !== 429 && httpStatus !== 503) return undefined;
  const { 'retry-after': after = '', date = '' } = headers;
  const ms = /^\d+$/.test(after) ? Number(after) * 1000 : parse(after) - (parse(date) || now);
  return ms >= 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : undefined;
}

/** NaN if it is not a date. The oldest format has no time zone, but means GMT. */
function parse(date: string): number {
  return dayFirst.test(date) ? Date.parse(date.endsWith(' GMT') ? date : `${date} GMT`) : Number.NaN;
}
