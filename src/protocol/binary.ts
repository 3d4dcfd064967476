import { ProtocolError } from '../errors.ts';
import { type Bytes, toUint8Array } from './bytes.ts';
import type { Frame } from './frame.ts';

const PUSH = 0;
const REPLY = 1;
const BROADCAST = 2;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Writes a push of raw bytes: `00 | four lengths | join_ref | ref | topic | event | payload` (semantics 19).
 *
 * @throws {@link ProtocolError} `too_long` when a field takes more than 255 bytes of UTF-8.
 */
export function encodeBinary([joinRef, ref, topic, event]: Frame, payload: Bytes): Uint8Array {
  const fields = [
    field('join_ref', joinRef ?? ''),
    field('ref', ref ?? ''),
    field('topic', topic),
    field('event', event),
  ];
  const body = toUint8Array(payload);
  const header = 1 + fields.length;
  const size = fields.reduce((sum, bytes) => sum + bytes.length, header + body.length);
  const out = new Uint8Array(size);
  out[0] = PUSH;
  let offset = header;
  fields.forEach((bytes, index) => {
    out[1 + index] = bytes.length;
    out.set(bytes, offset);
    offset += bytes.length;
  });
  out.set(body, offset);
  return out;
}

function field(name: string, text: string): Uint8Array {
  const bytes = encoder.encode(text);
  if (bytes.length > 255)
    throw new ProtocolError('too_long', `The ${name} of a binary frame takes ${bytes.length} bytes; 255 is the limit.`);
  return bytes;
}

/**
 * Reads a binary frame of the server: push, reply or broadcast (semantics 20-22). The payload is a copy.
 *
 * @throws {@link ProtocolError} `unknown_kind`, `truncated`, or `malformed` when a field is not UTF-8.
 */
export function decodeBinary(data: ArrayBuffer): Frame {
  const bytes = new Uint8Array(data);
  switch (bytes[0]) {
    case PUSH: {
      const [joinRef, topic, event, payload] = split(bytes, 3);
      return [joinRef || null, null, topic, event, payload];
    }
    case REPLY: {
      const [joinRef, ref, topic, status, response] = split(bytes, 4);
      return [joinRef || null, ref || null, topic, 'phx_reply', { status, response }];
    }
    case BROADCAST: {
      const [topic, event, payload] = split(bytes, 2);
      return [null, null, topic, event, payload];
    }
    case undefined:
      throw new ProtocolError('truncated', 'A binary frame is empty.');
    default:
      throw new ProtocolError('unknown_kind', `A binary frame has the unknown kind ${bytes[0]}.`);
  }
}

function split(bytes: Uint8Array, count: 2): [string, string, Uint8Array];
function split(bytes: Uint8Array, count: 3): [string, string, string, Uint8Array];
function split(bytes: Uint8Array, count: 4): [string, string, string, string, Uint8Array];
function split(bytes: Uint8Array, count: number): (string | Uint8Array)[] {
  const lengths = bytes.subarray(1, 1 + count);
  const payloadAt = lengths.reduce((sum, length) => sum + length, 1 + count);
  if (payloadAt > bytes.length)
    throw new ProtocolError('truncated', `A binary frame of ${bytes.length} bytes is shorter than its header says.`);
  let offset = 1 + count;
  const parts: (string | Uint8Array)[] = [];
  for (const length of lengths) {
    parts.push(text(bytes.subarray(offset, offset + length)));
    offset += length;
  }
  parts.push(bytes.slice(payloadAt));
  return parts;
}

function text(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ProtocolError('malformed', 'A binary frame has a ref, topic or event that is not UTF-8.');
  }
}
