import { toUint8Array } from '../protocol/bytes.ts';
import type { Frame } from '../protocol/frame.ts';
import { isReply } from '../protocol/frame.ts';
import { v2 } from '../protocol/v2.ts';
import type { Decode, Encode, SocketMessage } from './phoenix.types.ts';

const serializer = v2();

/** How a {@link Socket} writes and reads messages, unless it has the options `encode` and `decode`. */
export const Serializer: { encode: Encode; decode: Decode } = {
  /**
   * Writes a message, and calls back at once. A payload of bytes becomes an `ArrayBuffer`, any other one a text.
   *
   * @throws {@link ProtocolError} when it can not be written.
   */
  encode(message, callback) {
    const data = serializer.encode(toFrame(message));
    return callback(typeof data === 'string' ? data : bufferOf(data));
  },
  decode,
};

/**
 * Reads a message, and calls back at once. A payload of bytes is an `ArrayBuffer`.
 *
 * @throws {@link ProtocolError} when it can not be read.
 */
export function decode(data: string | ArrayBuffer, callback: (message: SocketMessage) => void): unknown {
  return callback(read(data));
}

/** Reads a message, as {@link decode} does. */
export function read(data: string | ArrayBuffer): SocketMessage {
  const [join_ref, ref, topic, event, payload] = serializer.decode(data);
  return { join_ref, ref, topic, event, payload: typeof data === 'string' ? payload : asBuffer(payload) };
}

/** A message as a frame. */
export function toFrame({ join_ref = null, ref = null, topic, event, payload }: SocketMessage): Frame {
  return [join_ref, ref, topic, event, payload];
}

function asBuffer(payload: unknown): unknown {
  if (ArrayBuffer.isView(payload)) return bufferOf(toUint8Array(payload));
  return isReply(payload) ? { ...payload, response: asBuffer(payload.response) } : payload;
}

/** The bytes as a buffer of their own. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? buffer : bytes.slice().buffer;
}
