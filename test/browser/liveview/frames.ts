import { isDeepStrictEqual } from 'node:util';
import { negotiate } from '../../../src/testing/serializer.ts';
import type { ServerFrame } from '../../../src/testing/wire.ts';
import type { Entry } from './recording.ts';

/** Where the recorded pages came from. */
const home = 'http://localhost:4030';

const serializer = negotiate('2.0.0');

/** Reads a frame of a page. */
export function read(data: string | Uint8Array): ServerFrame {
  if (!serializer) throw new Error('There is no version 2 of the protocol.');
  return serializer.decode(data);
}

export function frameOf({ text, base64 = '' }: Entry): ServerFrame {
  return read(text ?? new Uint8Array(Buffer.from(base64, 'base64')));
}

/** How a frame is named in what is told of it. */
export function nameOf([joinRef, ref, topic, event]: ServerFrame): string {
  return `${event} to ${topic} (join_ref ${joinRef}, ref ${ref})`;
}

export function isOfSameKind([, , topic, event]: ServerFrame, other: ServerFrame): boolean {
  return topic === other[2] && event === other[3];
}

/** Whether a payload is the recorded one, but for the origin of the pages, and for when a file was last modified. */
export function isSamePayload(recorded: unknown, sent: unknown, origin: string): boolean {
  return isDeepStrictEqual(comparable(recorded, home), comparable(sent, origin));
}

function comparable(payload: unknown, origin: string): unknown {
  if (payload instanceof Uint8Array || payload instanceof ArrayBuffer) return Buffer.from(new Uint8Array(payload));
  return JSON.parse(JSON.stringify(payload).replaceAll(origin, 'http://here'), (key, value: unknown) =>
    key === 'last_modified' ? 'then' : value,
  );
}

/** The refs of one page: it counts them itself, so they may be others than the recorded ones. */
export class Refs {
  readonly #sent = new Map<string, string>();

  /** Remembers the refs of a frame. @returns Whether a ref stands where the recording has another one. */
  learn([joinRef, ref]: ServerFrame, [sentJoinRef, sentRef]: ServerFrame): boolean {
    const isJoined = this.#isOne(joinRef, sentJoinRef);
    return this.#isOne(ref, sentRef) && isJoined;
  }

  /** A recorded frame of the server, with the refs of the page. */
  rename(text: string): string {
    const [joinRef, ref, ...rest] = JSON.parse(text);
    return JSON.stringify([this.#sentFor(joinRef), this.#sentFor(ref), ...rest]);
  }

  #isOne(recorded: unknown, sent: unknown): boolean {
    if (typeof recorded !== 'string' || typeof sent !== 'string') return recorded === sent;
    const known = this.#sent.get(recorded);
    if (known === undefined) this.#sent.set(recorded, sent);
    return (known ?? sent) === sent;
  }

  #sentFor(recorded: unknown): unknown {
    return typeof recorded === 'string' ? (this.#sent.get(recorded) ?? recorded) : recorded;
  }
}
