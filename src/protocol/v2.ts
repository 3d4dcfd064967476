import { say } from '#sentences';
import { ProtocolError } from '../errors.ts';
import { decodeBinary, encodeBinary } from './binary.ts';
import { isBytes, toUint8Array } from './bytes.ts';
import { type Frame, isFrame } from './frame.ts';
import { captureJson, isOnlyData, type JsonOptions, parseJson, writeJson } from './json.ts';
import type { Serializer } from './serializer.ts';

/**
 * The serializer of protocol version 2.0.0, and the default of every client. Frames are JSON arrays; payloads of raw
 * bytes travel as binary frames (`Phoenix.Socket.V2.JSONSerializer`).
 */
export function v2({ parse = JSON.parse, stringify = JSON.stringify }: JsonOptions = {}): Serializer {
  return {
    vsn: '2.0.0',
    encode(frame) {
      const [joinRef, ref, topic, event, payload] = frame;
      if (isBytes(payload)) return encodeBinary(frame, payload);
      // In one go, which is quicker.
      if (stringify === JSON.stringify && isOnlyData(payload))
        return writeJson([joinRef, ref, topic, event, payload], stringify);
      const head = JSON.stringify([joinRef, ref, topic, event]).slice(0, -1);
      return `${head},${captureJson(payload, stringify).text}]`;
    },
    decode: (data) => (typeof data === 'string' ? toFrame(parseJson(data, parse)) : decodeBinary(data)),
    capture: (payload) => (isBytes(payload) ? toUint8Array(payload).slice() : captureJson(payload, stringify)),
  };
}

function toFrame(value: unknown): Frame {
  if (!isWhole(value)) throw new ProtocolError('malformed', say('not_array'));
  return value;
}

/** Further elements are ignored. The server ignores ours, too. */
function isWhole(value: unknown): value is Frame {
  return isFrame(value) && value.length >= 5 && isRef(value[0]) && isRef(value[1]);
}

function isRef(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}
