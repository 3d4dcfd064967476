/** Anything that holds raw bytes. A `Blob` does not: its bytes are only to be had asynchronously. */
export type Bytes = ArrayBuffer | ArrayBufferView;

/** Whether a payload travels as a binary frame. ArrayBuffers of another realm count (semantics 25). */
export function isBytes(value: unknown): value is Bytes {
  return ArrayBuffer.isView(value) || Object.prototype.toString.call(value) === '[object ArrayBuffer]';
}

/** The bytes of any view or buffer, without a copy. */
export function toUint8Array(bytes: Bytes): Uint8Array {
  return ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
}
