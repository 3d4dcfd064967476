/** Raw bytes. A `Blob` is none of these types, because its bytes can only be read asynchronously. */
export type Bytes = ArrayBuffer | ArrayBufferView;

/** Whether a payload travels as a binary frame. It may be an ArrayBuffer of another realm. */
export function isBytes(value: unknown): value is Bytes {
  return ArrayBuffer.isView(value) || Object.prototype.toString.call(value) === '[object ArrayBuffer]';
}

/** How many bytes a message takes on the wire, where text is UTF-8. This loop is faster than encoding it. */
export function byteLengthOf(data: unknown): number {
  if (typeof data !== 'string') return isBytes(data) ? data.byteLength : 0;
  let bytes = data.length;
  for (let index = 0; index < data.length; index += 1) {
    const unit = data.charCodeAt(index);
    // A surrogate pair takes four bytes, so each half counts as two.
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
