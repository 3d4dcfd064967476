import { closeCodeOf } from '../../transport/close.code.ts';
import { scrub } from '../../transport/scrub.ts';
import type { TransportClose, TransportRequest } from '../../transport/transport.ts';

/** How a socket ended, as it may be shown. */
export interface SocketEnd extends Omit<TransportClose, 'error'> {
  /** What was said of it; undefined where nothing was. */
  readonly error?: unknown;
}

/** What a transport told of the end of its socket. A transport may be anybody's, and tell nothing, or too much. */
export function socketEndOf(close: TransportClose | null | undefined, request: TransportRequest): SocketEnd {
  const { code, reason, httpStatus, headers, error }: Partial<TransportClose> = close ?? {};
  return {
    code: closeCodeOf(code),
    reason: typeof reason === 'string' ? scrub(reason, request) : '',
    ...(httpStatus !== undefined && { httpStatus }),
    ...(headers !== undefined && { headers: scrub(headers, request) }),
    error: scrub(error ?? undefined, request),
  };
}
