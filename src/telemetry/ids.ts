const hex: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Random hex digits, eight for each word. They only name spans, so `Math.random` is good enough. */
export function randomId(words: number): string {
  let id = '';
  for (let word = 0; word < words; word += 1) {
    const bits = Math.floor(Math.random() * 0x1_0000_0000);
    id += `${hex[bits >>> 24]}${hex[(bits >>> 16) & 0xff]}${hex[(bits >>> 8) & 0xff]}${hex[bits & 0xff]}`;
  }
  return id;
}
