import { ProtocolError } from '../errors.ts';
import { type Bytes, isBytes } from '../protocol/bytes.ts';
import { parseJson } from '../protocol/json.ts';
import { decodePush, encodeBroadcast, encodePush, encodeReply } from './binary.ts';
import type { Ref, ServerFrame, WireData } from './wire.ts';

/**
 * The server's side of one version of the protocol: a
 * [Phoenix.Socket.Serializer](https://hexdocs.pm/phoenix/Phoenix.Socket.Serializer.html).
 */
export interface ServerSerializer {
  /**
   * Reads one message of a client.
   *
   * @throws `ProtocolError` when it can not be read. Then the server closes the connection with 1011.
   */
  decode(data: WireData): ServerFrame;

  /**
   * Writes one frame. A frame is a broadcast if both refs are null.
   *
   * @throws `ProtocolError` when the version can not express it, such as bytes in version 1.
   */
  encode(frame: ServerFrame): WireData;
}

const v2: ServerSerializer = {
  decode(data) {
    if (typeof data !== 'string') return decodePush(data);
    const value = parseJson(data, JSON.parse);
    if (!isFrame(value)) throw malformed('an array [join_ref, ref, topic, event, payload]');
    return value;
  },
  encode(frame) {
    const [joinRef, ref, topic, event, payload] = frame;
    if (isBytes(payload))
      return joinRef === null && ref === null
        ? encodeBroadcast(topic, event, payload)
        : encodePush(joinRef, topic, event, payload);
    if (isBinaryReply(event, payload)) return encodeReply(joinRef, ref, topic, payload.status, payload.response);
    return JSON.stringify(frame);
  },
};

const v1: ServerSerializer = {
  decode(data) {
    const value = typeof data === 'string' ? parseJson(data, JSON.parse) : undefined;
    if (!isMessage(value)) throw malformed('an object with topic, event, payload and ref');
    const { join_ref = null, ref, topic, event, payload } = value;
    return [join_ref, ref, topic, event, payload];
  },
  encode([, ref, topic, event, payload]) {
    if (isBytes(payload) || isBinaryReply(event, payload))
      throw new ProtocolError('unencodable', 'Version 1 of the protocol has no binary payloads.');
    return JSON.stringify({ event, payload, ref, topic });
  },
};

/**
 * The serializer for the `vsn` of a client, or undefined. As in Phoenix, no `vsn` means 1.0.0, and any patch version of
 * 1.0 and 2.0 will do. `others` come first, and need the exact version.
 */
export function negotiate(
  vsn = '1.0.0',
  others: Readonly<Record<string, ServerSerializer>> = {},
): ServerSerializer | undefined {
  if (Object.hasOwn(others, vsn)) return others[vsn];
  if (/^2\.0\.\d+$/.test(vsn)) return v2;
  return /^1\.0\.\d+$/.test(vsn) ? v1 : undefined;
}

function isBinaryReply(event: string, payload: unknown): payload is { status: string; response: Bytes } {
  return (
    event === 'phx_reply' &&
    typeof payload === 'object' &&
    payload !== null &&
    'status' in payload &&
    'response' in payload &&
    isBytes(payload.response)
  );
}

function malformed(expected: string): ProtocolError {
  return new ProtocolError('malformed', `A client sent something else than ${expected}.`);
}

/** As in Phoenix, elements after the fifth are ignored. */
function isFrame(value: unknown): value is ServerFrame {
  return (
    Array.isArray(value) &&
    value.length >= 5 &&
    isRef(value[0]) &&
    isRef(value[1]) &&
    typeof value[2] === 'string' &&
    typeof value[3] === 'string'
  );
}

interface Message {
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
  readonly ref: Ref;
  readonly join_ref?: Ref;
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || !('payload' in value)) return false;
  const { topic, event, ref, join_ref = null } = value as Partial<Message>;
  return typeof topic === 'string' && typeof event === 'string' && isRef(ref) && isRef(join_ref);
}

function isRef(value: unknown): value is Ref {
  return value === null || typeof value === 'string' || typeof value === 'number';
}
