import { createPhoenix, inMemory, type Memory, type Phoenix, type PhoenixOptions } from '../../src/testing/index.ts';
import { dialInMemory, type Peer } from './peer.ts';

type Frame = readonly [joinRef: unknown, ref: unknown, topic: string, event: string, payload: unknown];

/** A client in memory that speaks version 2. */
export interface Talker extends Peer {
  /** Sends frames, one after the other. */
  say(...frames: readonly Frame[]): void;
  /** Joins, and forgets the reply. */
  join(topic: string, joinRef?: string, params?: unknown): void;
  /** What was heard since the last call: frames, or `closed` with its code. */
  heard(): readonly unknown[];
}

/** A server in memory with one network. */
export interface Server {
  readonly phoenix: Phoenix;
  readonly memory: Memory;
  connect(query?: string): Talker;
}

export function serve(options: PhoenixOptions): Server {
  const phoenix = createPhoenix(options);
  const memory = inMemory(phoenix);
  return { phoenix, memory, connect: (query = '') => connect(memory, query) };
}

function connect(memory: Memory, query: string): Talker {
  const peer = dialInMemory(memory, `ws://localhost/socket/websocket?${query}&vsn=2.0.0`);
  let read = 0;
  const heard = () => {
    const fresh = peer.unread().slice(read);
    read += fresh.length;
    return fresh.map((seen) => {
      if (seen.type === 'close') return ['closed', seen.code];
      return typeof seen.data === 'string' ? (JSON.parse(seen.data) as unknown) : seen.data;
    });
  };
  return {
    ...peer,
    say: (...frames) => {
      for (const frame of frames) peer.send(JSON.stringify(frame));
    },
    join(topic, joinRef = '1', params = {}) {
      peer.send(JSON.stringify([joinRef, joinRef, topic, 'phx_join', params]));
      heard();
    },
    heard,
  };
}

/** A reply as it stands on the wire. */
export function reply(joinRef: unknown, ref: unknown, topic: string, status: string, response: unknown = {}) {
  return [joinRef, ref, topic, 'phx_reply', { response, status }];
}

/** A promise with its end in the test's hand. */
export function gate<Value = void>(): { readonly open: (value: Value) => void; readonly promise: Promise<Value> } {
  let open: (value: Value) => void = () => {};
  const promise = new Promise<Value>((resolve) => {
    open = resolve;
  });
  return { open, promise };
}

/** Resolves when everything that waited for nothing but promises has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
