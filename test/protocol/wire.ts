import { readFileSync } from 'node:fs';
import { ProtocolError, type ProtocolErrorCode } from '../../src/errors.ts';

/** Bytes written as in the specification: hex pairs, and names in double quotes. */
export function wire(notation: string): ArrayBuffer {
  const parts = notation.match(/"[^"]*"|[0-9a-fA-F]{2}/g) ?? [];
  return buffer(
    Buffer.concat(
      parts.map((part) => (part.startsWith('"') ? Buffer.from(part.slice(1, -1)) : Buffer.from(part, 'hex'))),
    ),
  );
}

/** The bytes of a view in a buffer of their own, as a socket hands them over. */
export function buffer(view: Uint8Array): ArrayBuffer {
  return Uint8Array.from(view).buffer;
}

/** What went over one recorded connection, in the order of the recording. */
export interface RecordedFrame {
  readonly dir: string;
  readonly text?: string;
  readonly base64?: string;
}

/** Reads a recording of a real Phoenix server. */
export function recording(name: string): readonly RecordedFrame[] {
  const file = new URL(`../fixtures/phoenix/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { frames: RecordedFrame[] }).frames;
}

/** The code of the ProtocolError that `action` throws; undefined when it throws none. Another error passes. */
export function protocolErrorOf(action: () => unknown): ProtocolErrorCode | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return undefined;
}
