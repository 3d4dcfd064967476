import { ProtocolError } from '../errors.ts';
import { BINARY_KINDS, layOut, takeApart } from '../protocol/binary.layout.ts';
import type { Bytes } from '../protocol/bytes.ts';
import type { Ref, ServerFrame } from './wire.ts';

/**
 * Reads a binary push of the client: `00 | four lengths | join_ref | ref | topic | event | payload`, as in Phoenix's
 * `lib/phoenix/socket/serializers/v2_json_serializer.ex`. An empty ref stays the empty string there, too.
 *
 * @throws {@link ProtocolError} `unknown_kind`, `truncated`, or `malformed` when a field is not UTF-8.
 */
export function decodePush(bytes: Uint8Array): ServerFrame {
  if (bytes[0] !== BINARY_KINDS.push)
    throw new ProtocolError('unknown_kind', `A client sent the binary kind ${bytes[0]}.`);
  return takeApart(bytes, 4);
}

/** Writes a push of raw bytes: kind 0, without a ref. */
export function encodePush(joinRef: Ref, topic: string, event: string, payload: Bytes): Uint8Array {
  return layOut(BINARY_KINDS.push, { join_ref: textOf(joinRef), topic, event }, payload);
}

/** Writes a reply of raw bytes: kind 1. */
export function encodeReply(joinRef: Ref, ref: Ref, topic: string, status: string, response: Bytes): Uint8Array {
  return layOut(BINARY_KINDS.reply, { join_ref: textOf(joinRef), ref: textOf(ref), topic, status }, response);
}

/** Writes a broadcast of raw bytes: kind 2, without refs. */
export function encodeBroadcast(topic: string, event: string, payload: Bytes): Uint8Array {
  return layOut(BINARY_KINDS.broadcast, { topic, event }, payload);
}

function textOf(ref: Ref): string {
  return String(ref ?? '');
}
