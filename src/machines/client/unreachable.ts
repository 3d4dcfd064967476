/** What keeps a dial from a server, by the words of Node, Deno and others for it, and what to do about it. */
const explanations: readonly (readonly [RegExp, string])[] = [
  [/ENOTFOUND|EAI_AGAIN|dns error/, 'The name of the server is not known: is the host in the url right?'],
  [/ECONNREFUSED|connection refused/i, 'Nothing listens at the port of the url: is the server running?'],
  [/WRONG_VERSION|PACKET_LENGTH|EPROTO/, 'The server does not speak TLS: write ws:// instead of wss://.'],
  [/HPE_/, 'The server does not speak HTTP there: if it speaks TLS, write wss:// instead of ws://.'],
];

/** Why a server could not be reached, as far as that can be read out of what was said of it. */
export function explain(error: unknown): string {
  const said = wordsOf(error);
  const [, explanation] = explanations.find(([pattern]) => pattern.test(said)) ?? [];
  return explanation ?? 'The server could not be reached.';
}

/** An error of many attempts has them as its `errors`, and one of `fetch` what it is about as its `cause`. */
function wordsOf(error: unknown, depth = 3): string {
  try {
    const { code, message, cause, errors }: Record<string, unknown> = Object(error);
    const inner = depth === 0 ? [] : [cause, ...(Array.isArray(errors) ? errors : [])];
    return [code, message, ...inner.map((one) => wordsOf(one, depth - 1))].join(' ');
  } catch {
    return '';
  }
}
