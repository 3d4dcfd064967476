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

/** Captures a JSON payload as text. */
export function captureJson(payload: unknown, stringify: (value: unknown) => string): JsonText {
  if (typeof Blob !== 'undefined' && payload instanceof Blob) throw blobError();
  const text: string | undefined = stringify(payload);
  if (text === undefined) throw new ProtocolError('unencodable', `A payload of type ${typeof payload} is not JSON.`);
  return new JsonText(text);
}

/** The one payload that looks binary and can not be sent. */
export function blobError(): ProtocolError {
  return new ProtocolError('unencodable', 'A Blob can not be sent; send the result of its arrayBuffer() instead.');
}
