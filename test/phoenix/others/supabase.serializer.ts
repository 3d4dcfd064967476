import type { ServerSerializer } from 'xstate-phoenix/testing';

/** Kinds of binary messages that only Supabase's Realtime has. */
const USER_BROADCAST_PUSH = 3;
const USER_BROADCAST = 4;
const AS_JSON = 1;

/** A broadcast of a program, as `handleIn` gets it and the server sends it on. */
export interface UserBroadcast {
  readonly type: 'broadcast';
  readonly event: string;
  readonly payload: unknown;
}

/** The server's side of version 2.0.0 as Supabase's Realtime has it. Broadcasts of programs are binary. */
export const supabaseSerializer: ServerSerializer = {
  decode(data) {
    if (typeof data === 'string') return JSON.parse(data);
    const [kind, ...lengths] = data.subarray(0, 6);
    if (kind !== USER_BROADCAST_PUSH) throw new Error(`There is no kind ${kind} of messages.`);
    const texts = readTexts(data.subarray(7), lengths);
    const [joinRef = '', ref = '', topic = '', event = ''] = texts;
    const bytes = data.subarray(7 + lengths.reduce((sum, length) => sum + length, 0));
    const payload: unknown = data[6] === AS_JSON ? JSON.parse(new TextDecoder().decode(bytes)) : bytes;
    return [joinRef || null, ref || null, topic, 'broadcast', { type: 'broadcast', event, payload }];
  },
  encode(frame) {
    const [joinRef, , topic, event, payload] = frame;
    if (event !== 'broadcast' || joinRef !== null) return JSON.stringify(frame);
    const broadcast = payload as UserBroadcast;
    const isBytes = broadcast.payload instanceof Uint8Array;
    const [topicBytes, eventBytes] = [encode(topic), encode(broadcast.event)];
    const bytes =
      broadcast.payload instanceof Uint8Array ? broadcast.payload : encode(JSON.stringify(broadcast.payload));
    const head = [USER_BROADCAST, topicBytes.length, eventBytes.length, 0, isBytes ? 0 : AS_JSON];
    return Uint8Array.from([...head, ...topicBytes, ...eventBytes, ...bytes]);
  },
};

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function readTexts(bytes: Uint8Array, lengths: readonly number[]): string[] {
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return new TextDecoder().decode(bytes.subarray(at - length, at));
  });
}
