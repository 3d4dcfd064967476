/** What names a join or a push. The server sends back what it was given, numbers as numbers (M8). */
export type Ref = string | number | null;

/** One message as the server sees it: the V2 array, whichever version the client speaks. */
export type ServerFrame = readonly [joinRef: Ref, ref: Ref, topic: string, event: string, payload: unknown];

/** One message as a socket carries it. */
export type WireData = string | Uint8Array;

/** A frame of the server with its encoded form, which a broadcast shares between all who hear it. */
export interface Outgoing {
  readonly frame: ServerFrame;
  readonly data: WireData;
}
