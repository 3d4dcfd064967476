import { closeCodeOf } from '../../transport/close.code.ts';
import { scrub } from '../../transport/scrub.ts';
import type { TransportClose, TransportRequest } from '../../transport/transport.ts';

/** How a socket ended, without secrets. */
export interface SocketEnd extends Omit<TransportClose, 'error'> {
  /** Undefined if the transport gave none. */
  readonly error?: unknown;
}

/** Checks what a transport says of the end of its socket, and removes secrets. The transport may be the user's own. */
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
