import { strictDecoder } from '#complete';
import { say } from '#sentences';
import { ProtocolError } from '../errors.ts';
import { type Bytes, toUint8Array } from './bytes.ts';
import { encodeUtf8 } from './utf8.ts';

/** The first byte of a binary frame, as in `Phoenix.Socket.V2.JSONSerializer`. */
export const BINARY_KINDS = { push: 0, reply: 1, broadcast: 2 } as const;

/**
 * Writes the layout that all binary frames share: the kind, a length for each field, the fields, the payload.
 *
 * @throws {@link ProtocolError} `too_long` when a field takes more than 255 bytes of UTF-8.
 */
export function layOut(kind: number, fields: Readonly<Record<string, string>>, payload: Bytes): Uint8Array {
  const head = Object.entries(fields).map(([name, text]) => encodeField(name, text));
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

function encodeField(name: string, text: string): Uint8Array {
  const bytes = encodeUtf8(text);
  if (bytes.length > 255) throw new ProtocolError('too_long', say('too_long', name, bytes.length));
  return bytes;
}

/**
 * Reads that layout: `count` fields, and a copy of the payload.
 *
 * @throws {@link ProtocolError} `truncated`, or `malformed` when a field is not UTF-8.
 */
export function takeApart(bytes: Uint8Array, count: 2): [string, string, Uint8Array];
export function takeApart(bytes: Uint8Array, count: 3): [string, string, string, Uint8Array];
export function takeApart(bytes: Uint8Array, count: 4): [string, string, string, string, Uint8Array];
export function takeApart(bytes: Uint8Array, count: number): (string | Uint8Array)[] {
  const lengths = bytes.subarray(1, 1 + count);
  const payloadAt = lengths.reduce((sum, length) => sum + length, 1 + count);
  if (payloadAt > bytes.length) throw new ProtocolError('truncated', say('truncated', bytes.length));
  const decoder = strictDecoder();
  let offset = 1 + count;
  const parts: (string | Uint8Array)[] = [];
  for (const length of lengths) {
    parts.push(decodeField(decoder, bytes.subarray(offset, offset + length)));
    offset += length;
  }
  parts.push(bytes.slice(payloadAt));
  return parts;
}

function decodeField(decoder: TextDecoder, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ProtocolError('malformed', say('not_utf8'));
  }
}
