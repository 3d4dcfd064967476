import type { Frame } from './frame.ts';

/** Turns frames into what a socket carries and back. Pure, synchronous, and the only owner of `vsn` (semantics 7). */
export interface Serializer {
  /** The protocol version the server is asked for, in the query of the url. */
  readonly vsn: string;

  /**
   * Writes one frame.
   *
   * @throws {@link ProtocolError} when the payload has no form in this protocol; whatever else a custom serializer
   *   throws is treated alike: the push it belongs to is rejected with `encode`, nothing else is lost.
   */
  encode(frame: Frame): string | Uint8Array;

  /**
   * Reads one message of the socket.
   *
   * @throws {@link ProtocolError} when it is no frame; the client turns that into `frame.dropped` and reads on.
   */
  decode(data: string | ArrayBuffer): Frame;

  /**
   * Captures a payload as it is now, for a push that has to wait: what it returns is what `encode` is given later,
   * so that a change made meanwhile is not sent (semantics 145). Without it, payloads are copied by `structuredClone`.
   */
  capture?(payload: unknown): unknown;
}
