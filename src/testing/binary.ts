import { ProtocolError } from '../errors.ts';
import { type Bytes, toUint8Array } from '../protocol/bytes.ts';
import type { Ref, ServerFrame } from './wire.ts';

const PUSH = 0;
const REPLY = 1;
const BROADCAST = 2;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Reads a binary push of the client: `00 | four lengths | join_ref | ref | topic | event | payload` (semantics 19).
 * An empty ref stays the empty string (M9).
 *
 * @throws {@link ProtocolError} `unknown_kind` or `truncated`.
 */
export function decodePush(bytes: Uint8Array): ServerFrame {
  if (bytes[0] !== PUSH) throw new ProtocolError('unknown_kind', `A client sent the binary kind ${bytes[0]}.`);
  const header = 5;
  let offset = header;
  const [joinRef = '', ref = '', topic = '', event = ''] = Array.from(bytes.subarray(1, header), (length) => {
    offset += length;
    return decoder.decode(bytes.subarray(offset - length, offset));
  });
  if (bytes.length < header || offset > bytes.length)
    throw new ProtocolError('truncated', `A binary frame of ${bytes.length} bytes is shorter than its header says.`);
  return [joinRef, ref, topic, event, bytes.slice(offset)];
}

/** Writes a push of raw bytes: kind 0, without a ref (semantics 20). */
export function encodePush(joinRef: Ref, topic: string, event: string, payload: Bytes): Uint8Array {
  return write(PUSH, { join_ref: joinRef, topic, event }, payload);
}

/** Writes a reply of raw bytes: kind 1 (semantics 21). */
export function encodeReply(joinRef: Ref, ref: Ref, topic: string, status: string, response: Bytes): Uint8Array {
  return write(REPLY, { join_ref: joinRef, ref, topic, status }, response);
}

/** Writes a broadcast of raw bytes: kind 2, without refs (semantics 22). */
export function encodeBroadcast(topic: string, event: string, payload: Bytes): Uint8Array {
  return write(BROADCAST, { topic, event }, payload);
}

function write(kind: number, fields: Readonly<Record<string, Ref>>, payload: Bytes): Uint8Array {
  const head = Object.entries(fields).map(([name, text]) => field(name, String(text ?? '')));
  const body = toUint8Array(payload);
  const header = 1 + head.length;
  const out = new Uint8Array(head.reduce((sum, bytes) => sum + bytes.length, header + body.length));
  out.set([kind, ...head.map((bytes) => bytes.length)]);
  let offset = header;
  for (const bytes of [...head, body]) {
    out.set(bytes, offset);
    offset += bytes.length;
  }
  return out;
}

function field(name: string, text: string): Uint8Array {
  const bytes = encoder.encode(text);
  if (bytes.length > 255)
    throw new ProtocolError('too_long', `The ${name} of a binary frame takes ${bytes.length} bytes; 255 is the limit.`);
  return bytes;
}
