import { strictDecoder } from '#complete';
import { say } from '#sentences';
import { ProtocolError } from '../errors.ts';
import { type Bytes, toUint8Array } from './bytes.ts';
import { encodeUtf8 } from './utf8.ts';

/** The first byte of a binary frame, as in `Phoenix.Socket.V2.JSONSerializer`. */
export const BINARY_KINDS = { push: 0, reply: 1, broadcast: 2 } as const;

/** A field takes at most so many bytes. */
const LONGEST = 255;
/** The characters of ASCII end here. Each of them is one byte, so a field of them needs no encoder. */
const ASCII = 0x7f;

/**
 * Writes the layout that all binary frames share: the kind, a length for each field, the fields, the payload.
 *
 * @throws {@link ProtocolError} `too_long` when a field takes more than 255 bytes of UTF-8.
 */
export function layOut(kind: number, fields: Readonly<Record<string, string>>, payload: Bytes): Uint8Array {
  const head = Object.entries(fields).map(([name, text]) => encodeField(name, text));
  const body = toUint8Array(payload);
  const header = 1 + head.length;
  const out = new Uint8Array(head.reduce((sum, { length }) => sum + length, header + body.length));
  out[0] = kind;
  let offset = header;
  head.forEach((field, index) => {
    out[1 + index] = field.length;
    if (typeof field === 'string') writeAscii(out, field, offset);
    else out.set(field, offset);
    offset += field.length;
  });
  out.set(body, offset);
  return out;
}

/** The bytes of a field, or its text if that is ASCII. */
function encodeField(name: string, text: string): string | Uint8Array {
  const field = isAscii(text) ? text : encodeUtf8(text);
  if (field.length > LONGEST) throw new ProtocolError('too_long', `The ${name} ${say('too_long', field.length)}`);
  return field;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > ASCII) return false;
  return true;
}

function writeAscii(out: Uint8Array, text: string, offset: number): void {
  for (let index = 0; index < text.length; index += 1) out[offset + index] = text.charCodeAt(index);
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
  let offset = 1 + count;
  const parts: (string | Uint8Array)[] = [];
  for (let index = 1; index <= count; index += 1) {
    const end = offset + (bytes[index] ?? 0);
    parts.push(readAscii(bytes, offset, end) ?? decodeField(bytes.subarray(offset, end)));
    offset = end;
  }
  parts.push(bytes.slice(payloadAt));
  return parts;
}

/** The text of a field; undefined if it is not ASCII. */
function readAscii(bytes: Uint8Array, from: number, to: number): string | undefined {
  let text = '';
  for (let index = from; index < to; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte > ASCII) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

function decodeField(bytes: Uint8Array): string {
  const decoder = strictDecoder();
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ProtocolError('malformed', say('not_utf8'));
  }
}
