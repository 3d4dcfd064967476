const MAX_REASON_BYTES = 123;

/** Cuts a close reason to the 123 bytes that fit into a close frame, and never within a character. */
export function fitReason(reason: string): string {
  let bytes = 0;
  let fitting = '';
  for (const character of reason) {
    bytes += bytesOf(character.codePointAt(0) ?? 0);
    if (bytes > MAX_REASON_BYTES) break;
    fitting += character;
  }
  return fitting;
}

/** The bytes of a character in UTF-8. Half a surrogate pair is sent as U+FFFD, which takes three, too. */
function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
