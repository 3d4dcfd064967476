import { type Frame, ProtocolError, type Serializer, v1, v2 } from 'xstate-phoenix';
import { type Dialect, type Reading, read, readFields } from './reference.ts';
import { assure } from './target.ts';
import { MARK } from './texts.ts';

/** The longest sentence an error of the protocol may have: it quotes nothing. */
const LONGEST_MESSAGE = 160;

const revived = { parse: (text: string) => JSON.parse(text, (_, value: unknown) => value) };
const broken = {
  parse: (): never => {
    throw `a text with ${MARK}`;
  },
};

type Named = readonly [name: string, dialect: Dialect, serializer: Serializer];

const plain: readonly Named[] = [
  ['v2()', 'v2', v2()],
  ['v1()', 'v1', v1()],
];
const all: readonly Named[] = [...plain, ['v2({ parse })', 'v2', v2(revived)], ['v1({ parse })', 'v1', v1(revived)]];

/**
 * Holds the serializers against the reference, for one message; with a parse of the user's where that is asked.
 *
 * @param value - What the message says as JSON, where it is a text.
 */
export function checkCodecs(data: string | ArrayBuffer, value: unknown, withParse: boolean): void {
  for (const [name, dialect, serializer] of withParse ? all : plain) {
    const expected = read(dialect, data, value);
    const got = decode(name, serializer, data);
    assure(isSame(got, expected), () => `${name} read ${describe(got)}, and it says ${describe(expected)}`);
    if (typeof got !== 'string') checkEncode(name, dialect, serializer, got);
  }
  if (typeof data !== 'string' || !withParse) return;
  for (const serializer of [v1(broken), v2(broken)])
    assure(decode('with a broken parse', serializer, data) === 'malformed', 'a parse that throws is not malformed');
}

function decode(name: string, serializer: Serializer, data: string | ArrayBuffer): Reading {
  try {
    return serializer.decode(data);
  } catch (error) {
    return codeOf(name, error);
  }
}

function codeOf(name: string, error: unknown): ProtocolError['code'] {
  assure(error instanceof ProtocolError, `${name} threw what is no ProtocolError`);
  assure(error.message.length <= LONGEST_MESSAGE, `${name} threw a message that is too long: it quotes something`);
  assure(!error.message.includes(MARK), `${name} quotes the frame: ${error.message}`);
  return error.code;
}

function isSame(got: Reading, expected: Reading): boolean {
  if (typeof got === 'string' || typeof expected === 'string') return got === expected;
  return (
    Array.isArray(got) &&
    got[0] === expected[0] &&
    got[1] === expected[1] &&
    got[2] === expected[2] &&
    got[3] === expected[3] &&
    isSamePayload(got[4], expected[4])
  );
}

/** Bytes by their content, the rest by what JSON says of it, but for what is nested too deep for that. */
export function isSamePayload(got: unknown, expected: unknown): boolean {
  if (expected instanceof Uint8Array) return got instanceof Uint8Array && Buffer.compare(got, expected) === 0;
  if (typeof expected !== 'object' || expected === null) return Object.is(got, expected);
  if ('response' in expected && expected.response instanceof Uint8Array) {
    if (typeof got !== 'object' || got === null || !('response' in got && 'status' in got && 'status' in expected))
      return false;
    return got.status === expected.status && isSamePayload(got.response, expected.response);
  }
  return json(got) === json(expected);
}

function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return 'nested too deep';
  }
}

/** What can be read can be written, and says the same then. */
function checkEncode(name: string, dialect: Dialect, serializer: Serializer, frame: Frame): void {
  let written: string | Uint8Array;
  try {
    written = serializer.encode(frame);
  } catch (error) {
    const code = codeOf(name, error);
    assure(code === unwritable(dialect, frame), () => `${name} can not write ${describe(frame)}: ${code}`);
    return;
  }
  assure(unwritable(dialect, frame) === undefined, () => `${name} wrote ${describe(frame)}, which has no form`);
  const back = typeof written === 'string' ? readBack(dialect, written) : readPush(Buffer.from(written));
  const [joinRef, ...rest] = frame.slice(0, 5);
  // In version 1 a join_ref of ours is a key that the server's messages do not have.
  const kept = [dialect === 'v1' ? back?.[0] : joinRef, ...rest];
  assure(json(back) === json(kept), () => `${name} wrote ${describe(frame)} as ${describe(back)}`);
}

function unwritable(dialect: Dialect, [joinRef, ref, topic, event, payload]: Frame): ProtocolError['code'] | undefined {
  if (payload instanceof Uint8Array) {
    if (dialect === 'v1') return 'unencodable';
    return [joinRef ?? '', ref ?? '', topic, event].some((text) => Buffer.byteLength(text) > 255)
      ? 'too_long'
      : undefined;
  }
  return json(payload) === 'nested too deep' ? 'unencodable' : undefined;
}

function readBack(dialect: Dialect, text: string): Frame | undefined {
  const frame = read(dialect, text);
  return typeof frame === 'string' ? undefined : frame;
}

/** A binary push of the client. It has four fields. */
function readPush(bytes: Buffer): Frame | undefined {
  const fields = bytes[0] === 0 ? readFields(bytes, 4) : 'malformed';
  if (typeof fields === 'string') return undefined;
  const [joinRef, ref, topic = '', event = ''] = fields.texts;
  return [joinRef || null, ref || null, topic, event, fields.payload];
}

function describe(value: unknown): string {
  return (json(value) ?? String(value)).slice(0, 300);
}
