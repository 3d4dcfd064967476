import type { Frame } from './frame.ts';

/** Writes and reads frames. It must be synchronous and have no state. */
export interface Serializer {
  /** The protocol version that the client asks the server for, in the query of the url. */
  readonly vsn: string;

  /**
   * Writes one frame.
   *
   * @throws {@link ProtocolError} when the payload can not be written. Your own serializer may throw any error: the
   *   push is rejected with `encode`, and everything else goes on.
   */
  encode(frame: Frame): string | Uint8Array;

  /**
   * Reads one message of the socket.
   *
   * @throws {@link ProtocolError} when it is not a frame. The client then emits `frame.dropped`, and reads on.
   */
  decode(data: string | ArrayBuffer): Frame;

  /**
   * Copies the payload of a push that has to wait, so that later changes to it are not sent. `encode` gets the result
   * instead of the payload. Without `capture`, payloads are copied by `structuredClone`.
   */
  capture?(payload: unknown): unknown;
}
