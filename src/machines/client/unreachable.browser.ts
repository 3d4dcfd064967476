/** Explains an error of a browser. Browsers never say why a server could not be reached. */
export function explain(_: unknown): string {
  return 'The server could not be reached.';
}
