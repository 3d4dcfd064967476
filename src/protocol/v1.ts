import { say } from '#sentences';
import { ProtocolError } from '../errors.ts';
import { isBytes } from './bytes.ts';
import type { Frame } from './frame.ts';
import { captureJson, type JsonOptions, type JsonText, parseJson } from './json.ts';
import type { Serializer } from './serializer.ts';

/**
 * The serializer of protocol version 1.0.0: JSON objects, and no binary payloads. The server sends no `join_ref` in
 * this version (`Phoenix.Socket.V1.JSONSerializer`), so late frames of an older join count as those of the present one.
 * Prefer {@link v2}.
 */
export function v1({ parse = JSON.parse, stringify = JSON.stringify }: JsonOptions = {}): Serializer {
  return {
    vsn: '1.0.0',
    encode([joinRef, ref, topic, event, payload]) {
      const head = joinRef === null ? { topic, event, ref } : { topic, event, ref, join_ref: joinRef };
      return `${JSON.stringify(head).slice(0, -1)},"payload":${capture(payload, stringify).text}}`;
    },
    decode(data) {
      if (typeof data !== 'string') throw new ProtocolError('malformed', say('v1_frame'));
      return toFrame(parseJson(data, parse));
    },
    capture: (payload) => capture(payload, stringify),
  };
}

function capture(payload: unknown, stringify: (value: unknown) => string): JsonText {
  if (isBytes(payload)) throw new ProtocolError('unencodable', say('v1_payload'));
  return captureJson(payload, stringify);
}

function toFrame(value: unknown): Frame {
  if (!isMessage(value)) throw new ProtocolError('malformed', say('not_object'));
  const { topic, event, payload, ref = null } = value;
  // In version 1 the ref of these two events is the join_ref of their join.
  const joinRef = event === 'phx_close' || event === 'phx_error' ? ref : null;
  return [joinRef, ref, topic, event, payload];
}

interface Message {
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
  readonly ref?: string | null;
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null) return false;
  const { topic, event, ref = null } = value as Partial<Message>;
  return (
    typeof topic === 'string' &&
    typeof event === 'string' &&
    'payload' in value &&
    (ref === null || typeof ref === 'string')
  );
}
