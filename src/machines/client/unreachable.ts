/** Why a server can not be reached, by what the errors of Node, Deno and others say. */
const explanations: readonly (readonly [RegExp, string])[] = [
  [/ENOTFOUND|EAI_AGAIN|dns error/, 'The name of the server is not known: is the host in the url right?'],
  [/ECONNREFUSED|connection refused/i, 'Nothing listens at the port of the url: is the server running?'],
  [/WRONG_VERSION|PACKET_LENGTH|EPROTO/, 'The server does not speak TLS: write ws:// instead of wss://.'],
  [/HPE_/, 'The server does not speak HTTP there: if it speaks TLS, write wss:// instead of ws://.'],
];

/** Explains an error of the platform, as far as possible. In builds for browsers, `unreachable.browser.ts` takes its place. */
export function explain(error: unknown): string {
  const said = wordsOf(error);
  const [, explanation] = explanations.find(([pattern]) => pattern.test(said)) ?? [];
  return explanation ?? 'The server could not be reached.';
}

/** The texts of an error and its parts: an `AggregateError` has `errors`, one of `fetch` has a `cause`. */
function wordsOf(error: unknown, depth = 3): string {
  try {
    const { code, message, cause, errors }: Record<string, unknown> = Object(error);
    const inner = depth === 0 ? [] : [cause, ...(Array.isArray(errors) ? errors : [])];
    return [code, message, ...inner.map((one) => wordsOf(one, depth - 1))].join(' ');
  } catch {
    return '';
  }
}
