import { dataOf, transcripts } from '../testing/transcript.ts';

/** One message that went over a wire between Phoenix 1.8.12 and a client. */
export interface Recorded {
  readonly data: string | Uint8Array;
  /** Whether the server said it. */
  readonly isServer: boolean;
}

/** The longest message that is mutated; the recordings also have one of a megabyte, which only costs time. */
const LONGEST = 4_000;

/** All recorded messages, each once, by the version of the protocol they were sent in. */
export function recordedMessages(): { readonly v1: readonly Recorded[]; readonly v2: readonly Recorded[] } {
  const v1 = new Map<string, Recorded>();
  const v2 = new Map<string, Recorded>();
  for (const [name, { frames }] of transcripts()) {
    const messages = name.startsWith('v1') || name === 'longpoll_v1' ? v1 : v2;
    for (const line of frames) {
      if ((line.dir !== 'server' && line.dir !== 'client') || (line.text ?? line.base64) === undefined) continue;
      const data = dataOf(line);
      const key = typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
      if (data.length <= LONGEST) messages.set(key, { data, isServer: line.dir === 'server' });
    }
  }
  return { v1: [...v1.values()], v2: [...v2.values()] };
}
