const MAX_REASON_BYTES = 123;

/** A close reason cut to the bytes that a close frame has room for, between two characters. */
export function fitReason(reason: string): string {
  const bytes = new TextEncoder().encode(reason);
  // A decoder that expects more keeps back the bytes of a character that was cut in half.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, MAX_REASON_BYTES), { stream: true });
}
