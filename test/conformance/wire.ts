import type { Frame } from 'xstate-phoenix';

/** What a client wrote, whichever version it speaks; null when it is no frame. */
export function readClientFrame(
  data: string | ArrayBuffer | Uint8Array,
  vsn: string,
  forcedText: boolean,
): Frame | null {
  if (typeof data !== 'string') return forcedText ? null : readBinary(new Uint8Array(data));
  const value = parse(data);
  if (vsn === '1.0.0') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const { join_ref = null, ref, topic, event, payload } = value as Record<string, unknown>;
    return [join_ref, ref, topic, event, payload] as Frame;
  }
  return isFrame(value) && value.length === 5 ? value : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A push of a client: four lengths, four texts, the payload. */
function readBinary(bytes: Uint8Array): Frame | null {
  if (bytes[0] !== 0) return null;
  const [joinRef = '', ref = '', topic = '', event = ''] = texts(bytes, 4).parts;
  return [joinRef || null, ref || null, topic, event, bytes.slice(texts(bytes, 4).end)];
}

/** What the server said, with the refs of our client in the place of those of the recorded one. */
export function writeServerFrame(
  data: string | Uint8Array,
  vsn: string,
  ours: (ref: string | null) => string | null,
): string | ArrayBuffer {
  if (typeof data !== 'string') return writeBinary(data, ours);
  if (vsn === '1.0.0') {
    const message = JSON.parse(data) as { ref: string | null };
    return JSON.stringify({ ...message, ref: ours(message.ref) });
  }
  const [joinRef, ref, ...rest] = JSON.parse(data) as [string | null, string | null, ...unknown[]];
  // To the letter where the refs are the same: escapes and the order of keys are part of the recording.
  if (ours(joinRef) === joinRef && ours(ref) === ref) return data;
  return JSON.stringify([ours(joinRef), ours(ref), ...rest]);
}

const refsOfKind: Readonly<Record<number, number>> = { 0: 1, 1: 2, 2: 0 };
const fieldsOfKind: Readonly<Record<number, number>> = { 0: 3, 1: 4, 2: 2 };

function writeBinary(bytes: Uint8Array, ours: (ref: string | null) => string | null): ArrayBuffer {
  const kind = bytes[0] ?? 0;
  const { parts, end } = texts(bytes, fieldsOfKind[kind] ?? 0);
  const fields = parts.map((text, index) =>
    new TextEncoder().encode(index < (refsOfKind[kind] ?? 0) ? (ours(text || null) ?? '') : text),
  );
  const head = [kind, ...fields.map((field) => field.length)];
  return Uint8Array.from([...head, ...fields.flatMap((field) => [...field]), ...bytes.slice(end)]).buffer;
}

function texts(bytes: Uint8Array, count: number): { parts: string[]; end: number } {
  let end = 1 + count;
  const parts: string[] = [];
  for (const length of bytes.subarray(1, 1 + count)) {
    parts.push(new TextDecoder().decode(bytes.subarray(end, end + length)));
    end += length;
  }
  return { parts, end };
}

/** What the server said: the frame, whichever version and form it has. */
export function readServerFrame(data: string | Uint8Array, vsn: string): Frame {
  if (typeof data !== 'string') return readServerBinary(data);
  const value: unknown = JSON.parse(data);
  if (isFrame(value)) return value;
  const { ref, topic, event, payload } = value as Record<string, unknown>;
  return [vsn === '1.0.0' ? null : ref, ref, topic, event, payload] as Frame;
}

function readServerBinary(bytes: Uint8Array): Frame {
  const kind = bytes[0] ?? 0;
  const { parts, end } = texts(bytes, fieldsOfKind[kind] ?? 0);
  const payload = bytes.slice(end);
  const [first = '', second = '', third = '', fourth = ''] = parts;
  if (kind === 0) return [first, null, second, third, payload];
  if (kind === 1) return [first, second, third, 'phx_reply', { status: fourth, response: payload }];
  return [null, null, first, second, payload];
}

function isFrame(value: unknown): value is Frame {
  return Array.isArray(value) && value.length >= 5;
}
