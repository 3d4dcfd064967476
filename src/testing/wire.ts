/** Names a join or a push. As Phoenix does, the server sends it back unchanged: a number stays a number. */
export type Ref = string | number | null;

/** One message as the server sees it: the array of version 2, even if the client speaks version 1. */
export type ServerFrame = readonly [joinRef: Ref, ref: Ref, topic: string, event: string, payload: unknown];

/** One message as it goes over the socket. */
export type WireData = string | Uint8Array;

/** A frame with its encoded form. All subscribers of a broadcast share it. */
export interface Outgoing {
  readonly frame: ServerFrame;
  readonly data: WireData;
}
