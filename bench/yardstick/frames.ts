import { Buffer } from 'node:buffer';

const TOTAL_BYTES = 6_000_000;

/** The bytes of a chunk of many frames, about as many as a kernel hands over at once. */
export const FLOOD = 64_000;

/** Broadcasts as a server writes them, one behind the other, in chunks of about so many bytes, or each in a chunk of its own. */
export function chunks(topics: readonly string[], chunkBytes: number): { buffers: Buffer[]; messages: number } {
  const frames = topics.map(frame);
  const buffers: Buffer[] = [];
  let messages = 0;
  let chunk: Buffer[] = [];
  let bytes = 0;
  for (let total = 0; total < TOTAL_BYTES || messages % frames.length > 0; messages += 1) {
    const next = frames[messages % frames.length] ?? Buffer.alloc(0);
    chunk.push(next);
    bytes += next.length;
    total += next.length;
    if (bytes < chunkBytes) continue;
    buffers.push(Buffer.concat(chunk));
    chunk = [];
    bytes = 0;
  }
  if (chunk.length > 0) buffers.push(Buffer.concat(chunk));
  return { buffers, messages };
}

/** A text frame of a server: final, not masked. */
function frame(topic: string): Buffer {
  const payload = { body: 'hello there', user: 'ana', at: 1_795_389_901 };
  const text = Buffer.from(JSON.stringify([null, null, topic, 'new_msg', payload]));
  const head = text.length < 126 ? [0x81, text.length] : [0x81, 126, text.length >> 8, text.length & 255];
  return Buffer.concat([Buffer.from(head), text]);
}
