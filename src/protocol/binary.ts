import { say } from '#sentences';
import { ProtocolError } from '../errors.ts';
import { BINARY_KINDS, layOut, takeApart } from './binary.layout.ts';
import type { Bytes } from './bytes.ts';
import type { Frame } from './frame.ts';

/**
 * Writes a push of raw bytes: `00 | four lengths | join_ref | ref | topic | event | payload`. The payload is not
 * encoded.
 *
 * @throws {@link ProtocolError} `too_long` when a field takes more than 255 bytes of UTF-8.
 */
export function encodeBinary([joinRef, ref, topic, event]: Frame, payload: Bytes): Uint8Array {
  return layOut(BINARY_KINDS.push, { join_ref: joinRef ?? '', ref: ref ?? '', topic, event }, payload);
}

/**
 * Reads a binary frame of the server: push (without a ref, unlike ours), reply or broadcast. The payload is a copy.
 *
 * @throws {@link ProtocolError} `unknown_kind`, `truncated`, or `malformed` when a field is not UTF-8.
 */
export function decodeBinary(data: ArrayBuffer): Frame {
  const bytes = new Uint8Array(data);
  switch (bytes[0]) {
    case BINARY_KINDS.push: {
      const [joinRef, topic, event, payload] = takeApart(bytes, 3);
      return [joinRef || null, null, topic, event, payload];
    }
    case BINARY_KINDS.reply: {
      const [joinRef, ref, topic, status, response] = takeApart(bytes, 4);
      return [joinRef || null, ref || null, topic, 'phx_reply', { status, response }];
    }
    case BINARY_KINDS.broadcast: {
      const [topic, event, payload] = takeApart(bytes, 2);
      return [null, null, topic, event, payload];
    }
    case undefined:
      throw new ProtocolError('truncated', say('no_bytes'));
    default:
      throw new ProtocolError('unknown_kind', say('unknown_kind', bytes[0]));
  }
}
