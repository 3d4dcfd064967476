/** Anything that holds raw bytes. A `Blob` does not: its bytes are only to be had asynchronously. */
export type Bytes = ArrayBuffer | ArrayBufferView;

/** Whether a payload travels as a binary frame. ArrayBuffers of another realm count (semantics 25). */
export function isBytes(value: unknown): value is Bytes {
  return ArrayBuffer.isView(value) || Object.prototype.toString.call(value) === '[object ArrayBuffer]';
}

/** How many bytes a message takes on the wire: text goes as UTF-8. A loop is faster than to encode it for its length. */
export function byteLengthOf(data: unknown): number {
  if (typeof data !== 'string') return isBytes(data) ? data.byteLength : 0;
  let bytes = data.length;
  for (let index = 0; index < data.length; index += 1) {
    const unit = data.charCodeAt(index);
    // Each half of a surrogate pair counts for two of its four bytes.
    if (unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff)) bytes += 2;
    else if (unit > 0x7f) bytes += 1;
  }
  return bytes;
}

/** The bytes of any view or buffer, without a copy. */
export function toUint8Array(bytes: Bytes): Uint8Array {
  return ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
}
