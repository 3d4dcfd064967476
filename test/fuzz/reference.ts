import { isUtf8 } from 'node:buffer';
import type { Frame, ProtocolErrorCode } from 'xstate-phoenix';

/** The frame of a message, or why it is not one. */
export type Reading = Frame | ProtocolErrorCode;

/** The versions of the protocol, and a careless serializer of a user: it takes any JSON for a frame. */
export type Dialect = 'v1' | 'v2' | 'loose';

/** Reads a message. A second implementation, as simple as possible, after the serializers in `lib/phoenix/socket`. */
export function read(dialect: Dialect, data: unknown, value = typeof data === 'string' ? parse(data) : none): Reading {
  if (typeof data === 'string') {
    if (dialect === 'v1') return readV1(value);
    return dialect === 'v2' ? readV2(value) : readLoose(value);
  }
  if (!(data instanceof ArrayBuffer)) return 'malformed';
  return dialect === 'v2' ? readBinary(Buffer.from(data)) : 'malformed';
}

const none = Symbol('not JSON');

/** A text as JSON, for {@link read}, so that it is parsed once only. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return none;
  }
}

function readV2(value: unknown): Reading {
  if (!Array.isArray(value) || value.length < 5) return 'malformed';
  const [joinRef, ref, topic, event]: unknown[] = value;
  const isFrame = isRef(joinRef) && isRef(ref) && typeof topic === 'string' && typeof event === 'string';
  return isFrame ? [joinRef, ref, topic, event, value[4]] : 'malformed';
}

function readLoose(value: unknown): Reading {
  if (!Array.isArray(value) || typeof value[2] !== 'string' || typeof value[3] !== 'string') return 'malformed';
  return [value[0], value[1], value[2], value[3], value[4]];
}

function readV1(value: unknown): Reading {
  if (typeof value !== 'object' || value === null) return 'malformed';
  const { topic, event, payload, ref = null } = value as Record<string, unknown>;
  if (typeof topic !== 'string' || typeof event !== 'string' || payload === undefined || !isRef(ref))
    return 'malformed';
  return [event === 'phx_close' || event === 'phx_error' ? ref : null, ref, topic, event, payload];
}

function isRef(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

const fieldsOfKind = [3, 4, 2] as const;

function readBinary(bytes: Buffer): Reading {
  const kind = bytes[0];
  if (kind === undefined) return 'truncated';
  const count = fieldsOfKind[kind];
  if (count === undefined) return 'unknown_kind';
  const fields = readFields(bytes, count);
  if (typeof fields === 'string') return fields;
  const [first = '', second = '', third = '', fourth = ''] = fields.texts;
  const { payload } = fields;
  if (kind === 0) return [first || null, null, second, third, payload];
  if (kind === 1) return [first || null, second || null, third, 'phx_reply', { status: fourth, response: payload }];
  return [null, null, first, second, payload];
}

interface Fields {
  readonly texts: readonly string[];
  readonly payload: Uint8Array;
}

/** The fields of a binary frame: as many lengths as it has fields, then the fields, then the payload. */
export function readFields(bytes: Buffer, count: number): Fields | ProtocolErrorCode {
  if (bytes.length < 1 + count) return 'truncated';
  const texts: Buffer[] = [];
  let at = 1 + count;
  for (let field = 1; field <= count; field += 1) {
    const end = at + bytes.readUInt8(field);
    if (end > bytes.length) return 'truncated';
    texts.push(bytes.subarray(at, end));
    at = end;
  }
  if (!texts.every((text) => isUtf8(text))) return 'malformed';
  return { texts: texts.map((text) => text.toString('utf8')), payload: Uint8Array.from(bytes.subarray(at)) };
}
