import type { TransportClose } from '../../transport/transport.ts';

/** The longest that a server is left alone by its own word: an hour. */
const MAX_RETRY_AFTER_MS = 3_600_000;
/** How all three forms of a date in a header begin (RFC 9110, 5.6.7); without this, engines read dates into anything. */
const dayFirst = /^[A-Z][a-z]+,? /;

/**
 * Milliseconds for which a server that is busy asks to be left alone: seconds, or a date (RFC 9110, 10.2.3).
 *
 * @param now - Time of the day in ms, where the answer has no `date` of its own.
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

/** NaN for what is no date. The oldest form does not say that it is of Greenwich. */
function parse(date: string): number {
  return dayFirst.test(date) ? Date.parse(date.endsWith(' GMT') ? date : `${date} GMT`) : Number.NaN;
}
