import { ProtocolError } from '../errors.ts';

/** How JSON is read and written. The defaults are `JSON.parse` and `JSON.stringify`. */
export interface JsonOptions {
  /** Reads a text; may revive dates or big integers. A throw drops that frame. @defaultValue `JSON.parse` */
  readonly parse?: (text: string) => unknown;
  /** Writes a value; must return valid JSON. A throw rejects that push. @defaultValue `JSON.stringify` */
  readonly stringify?: (value: unknown) => string;
}

/** A payload that is JSON already, captured before its push could be written. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** `parse`, with anything it throws turned into an error that does not quote the text. */
export function parseJson(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch {
    throw new ProtocolError('malformed', `A text frame of ${text.length} characters is not JSON.`);
  }
}

/**
 * A JSON payload as text; as it is when it was captured before.
 *
 * @throws {@link ProtocolError} `unencodable`, with what `stringify` threw as its cause.
 */
export function captureJson(payload: unknown, stringify: (value: unknown) => string): JsonText {
  if (payload instanceof JsonText) return payload;
  if (isBlob(payload))
    throw new ProtocolError('unencodable', 'A Blob can not be sent; send the result of its arrayBuffer() instead.');
  const text = write(payload, stringify);
  // JSON.stringify answers undefined, whatever its type says, for undefined, functions and symbols.
  if (text === undefined) throw new ProtocolError('unencodable', `A payload of type ${typeof payload} is not JSON.`);
  return new JsonText(text);
}

function write(payload: unknown, stringify: (value: unknown) => string): string | undefined {
  try {
    return stringify(payload);
  } catch (cause) {
    throw new ProtocolError('unencodable', 'A payload can not be written as JSON.', { cause });
  }
}

/** Told by its tag, as it may come from another realm, and not every platform has the class. */
function isBlob(value: unknown): boolean {
  const tag = Object.prototype.toString.call(value);
  return tag === '[object Blob]' || tag === '[object File]';
}
