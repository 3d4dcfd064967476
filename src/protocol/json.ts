import { say } from '#sentences';
import { ProtocolError } from '../errors.ts';

/** How a serializer reads and writes JSON. */
export interface JsonOptions {
  /**
   * Reads a text. It may revive dates or big integers. If it throws, the frame is dropped. @defaultValue `JSON.parse`
   */
  readonly parse?: (text: string) => unknown;
  /**
   * Writes a payload. It must return valid JSON. If it throws, the push fails with `encode`. @defaultValue
   * `JSON.stringify`
   */
  readonly stringify?: (value: unknown) => string;
}

/** A payload that was written as JSON before its push could be sent. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** Calls `parse`. Its errors may quote the text, so they are replaced. */
export function parseJson(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch {
    throw new ProtocolError('malformed', say('not_json', text.length));
  }
}

/**
 * Writes a payload as JSON, unless it was captured before.
 *
 * @throws {@link ProtocolError} `unencodable`, with what `stringify` threw as its cause.
 */
export function captureJson(payload: unknown, stringify: (value: unknown) => string): JsonText {
  if (payload instanceof JsonText) return payload;
  if (isBlob(payload)) throw new ProtocolError('unencodable', say('blob'));
  // In spite of its type, JSON.stringify returns undefined for undefined, functions and symbols.
  const text: string | undefined = writeJson(payload, stringify);
  if (text === undefined) throw new ProtocolError('unencodable', say('json_type', payload));
  return new JsonText(text);
}

/**
 * Calls `stringify`.
 *
 * @throws {@link ProtocolError} `unencodable`, with what `stringify` threw as its cause.
 */
export function writeJson(value: unknown, stringify: (value: unknown) => string): string {
  try {
    return stringify(value);
  } catch (cause) {
    throw new ProtocolError('unencodable', say('unencodable'), { cause });
  }
}

/** Whether a payload is an object that JSON writes by its properties, so that it can be written together with its frame. */
export function isOnlyData(payload: unknown): boolean {
  if (typeof payload !== 'object' || payload === null) return false;
  return Object.getPrototypeOf(payload) === Object.prototype && !('toJSON' in payload);
}

/** Does not use `instanceof`: a Blob may be of another realm, and not every platform has the class. */
function isBlob(value: unknown): boolean {
  const tag = Object.prototype.toString.call(value);
  return tag === '[object Blob]' || tag === '[object File]';
}
