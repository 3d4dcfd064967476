import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Arguments {
  /** Somebody's Phoenix; undefined for the embedded server. */
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

Shows the charts of a client and its topics while they run. Without options it talks to a
Phoenix server of its own, which drops the connection and crashes channels now and then.

  --url <url>      your Phoenix instead: ws://localhost:4000/socket
  --topic <topic>  a topic to join there; may be given more than once
  --params <k=v>   a param of connect/3; may be given more than once
  --plain          lines instead of a screen, as without a terminal
  --page           build the inspector's page first, as npm start does
  --once           one cycle of everything, then the end; exit code 1 if it gets stuck
  --help           this text

Ctrl-C leaves, disconnects and ends; a second Ctrl-C ends at once.`;

/** A command line that means nothing. The message says what to do about it. */
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
  if (url === undefined && topics.length > 0) throw new UsageError('--topic needs --url: the server here has its own');
  if (url === undefined && params.length > 0)
    throw new UsageError('--params needs --url: the server here asks for none');
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
