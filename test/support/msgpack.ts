import { decode, encode } from '@msgpack/msgpack';
import { type Frame, ProtocolError, type Serializer } from 'xstate-phoenix';
import type { ServerFrame, ServerSerializer } from 'xstate-phoenix/testing';

/** The version that a Phoenix endpoint would list as `{MsgpackSerializer, "== 2.0.0-msgpack"}`. */
export const MSGPACK_VSN = '2.0.0-msgpack';

/** Frames as MessagePack arrays: all of them binary, with bytes and dates anywhere in a payload. */
export function msgpack(): Serializer {
  return { vsn: MSGPACK_VSN, encode: (frame) => encode(frame), decode: (data) => unpack(data) as Frame };
}

/** The server's side of it. */
export const msgpackServer: ServerSerializer = {
  encode: (frame) => encode(frame),
  decode: (data) => unpack(data) as ServerFrame,
};

function unpack(data: string | Uint8Array | ArrayBuffer): unknown {
  if (typeof data === 'string') throw new ProtocolError('malformed', 'A text frame is not MessagePack.');
  return decode(data);
}
