import { parseArgs } from 'node:util';

/** The options of the command line. */
export interface Arguments {
  /** The url of your Phoenix; undefined for the demo's own server. */
  readonly url: string | undefined;
  readonly topics: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  readonly plain: boolean;
  readonly once: boolean;
  readonly help: boolean;
  /** Builds the inspector's page first. */
  readonly page: boolean;
}

export const usage = `Usage: npm start -- [options]

Shows the states of a client and its topics while they run. Without options it starts a
Phoenix server of its own, which drops the connection and crashes channels now and then.

  --url <url>      connect to your Phoenix instead: ws://localhost:4000/socket
  --topic <topic>  a topic to join there; you can give several
  --params <k=v>   a param of connect/3; you can give several
  --plain          print lines instead of a screen (the default without a terminal)
  --page           build the inspector's page first (npm start does)
  --once           run one cycle of everything, then end; exit code 1 if it gets stuck
  --help           show this text

Ctrl-C leaves the topics, disconnects and ends. A second Ctrl-C ends at once.`;

/** The command line is wrong. The message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads the command line.
 *
 * @throws {@link UsageError}
 */
export function readArguments(argv: readonly string[]): Arguments {
  const { url, topic: topics, params, ...switches } = parse(argv);
  if (url === undefined && topics.length > 0)
    throw new UsageError('--topic needs --url: the server of the demo has its own topics');
  if (url === undefined && params.length > 0)
    throw new UsageError('--params needs --url: the server of the demo takes none');
  if (url !== undefined && topics.length === 0)
    throw new UsageError('--url needs at least one --topic to join, such as --topic room:lobby');
  return { ...switches, url, topics: [...new Set(topics)], params: Object.fromEntries(params.map(pair)) };
}

function parse(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        url: { type: 'string' },
        topic: { type: 'string', multiple: true, default: [] },
        params: { type: 'string', multiple: true, default: [] },
        plain: { type: 'boolean', default: false },
        once: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        page: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.replace(/\.$/, '') : String(error));
  }
}

function pair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--params takes key=value, not ${text}`);
  return [text.slice(0, at), text.slice(at + 1)];
}
