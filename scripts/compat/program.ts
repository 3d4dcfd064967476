import { startServer } from 'xstate-phoenix/testing';

/** What a program prints when it has an answer. */
export const ANSWERED = 'the server echoed this';

/** A server on a local port whose topics reply with what is pushed. */
export function startEcho() {
  return startServer({
    channels: { '*': { join: () => ({ ok: {} }), handleIn: (_, payload: unknown) => ({ reply: ['ok', payload] }) } },
  });
}

/** The options of a program. */
export interface ProgramOptions {
  /** Statements before it, such as imports. */
  readonly before?: string;
  /** Further options of its client, as source text. */
  readonly input?: string;
  /** Whether it pushes bytes and has a token. Both need globals that not every platform has. */
  readonly bytes?: boolean;
}

/** A program that connects, joins, pushes and stops, as in the README. It is valid as a script and as a module. */
export function programOf(url: string, { before = '', input = '', bytes = false }: ProgramOptions = {}): string {
  const more = bytes ? `authToken: 'secret', ${input}` : input;
  return `import { clientMachine, disconnect, interpret, join, push } from 'xstate-phoenix';
${before}
export async function live() {
  const client = interpret(clientMachine, { input: { url: '${url}', ${more} } });
  client.subscribe({ error: (error) => console.error(error) });
  client.start();
  const room = join(client, 'room:lobby');
  const { body } = await push(room, 'say', { body: '${ANSWERED}' }, { timeoutMs: 10000 });
  ${bytes ? "const bytes = await push(room, 'say', Uint8Array.of(1, 2));\n  if (bytes[1] !== 2) throw new Error('other bytes');" : ''}
  await disconnect(client);
  client.stop();
  return body;
}
`;
}

/** The same as a file to run. */
export function mainOf(url: string, options?: ProgramOptions): string {
  return `${programOf(url, options)}
live().then((body) => console.log(body), (error) => console.error(error));
`;
}
