import { startServer } from 'xstate-phoenix/testing';

/** What a program prints once it has been answered. */
export const ANSWERED = 'the server echoed this';

/** A server on a port of this machine whose only topic sends back what it is pushed. */
export function startEcho() {
  return startServer({
    channels: {
      'room:lobby': { join: () => ({ ok: {} }), handleIn: (_, payload: unknown) => ({ reply: ['ok', payload] }) },
    },
  });
}

/** What a program leaves to the library, or chooses itself. */
export interface ProgramOptions {
  /** Statements before it, such as imports. */
  readonly before?: string;
  /** More of the input of its client, as it is written in an object. */
  readonly input?: string;
  /** Whether it pushes bytes, and brings a token: both need what is not there on every platform. */
  readonly bytes?: boolean;
}

/** A program that connects, joins, pushes and goes, as the README would write it. It is a script as well as a module. */
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

/** The same as a file that runs by itself. */
export function mainOf(url: string, options?: ProgramOptions): string {
  return `${programOf(url, options)}
live().then((body) => console.log(body), (error) => console.error(error));
`;
}
