import { checkOptions, type Rule } from './configuration.check.ts';
import { isFunction } from './configuration.rules.ts';
import type { Logger } from './configuration.types.ts';
import {
  type LogFields,
  type LogLevel,
  levels,
  lineOf,
  loggedOfClient,
  loggedOfTopic,
  shownOf,
  toText,
} from './logger.lines.ts';
import type { ClientRef } from './machines/client/client.ref.ts';
import type { Connection } from './machines/client/connection.ts';
import { tellConsole } from './machines/client/report.ts';
import { listenersOf } from './machines/listeners.ts';
import { shielded } from './machines/user.code.ts';
import { assertNone } from './problem.ts';

/** What a logger writes, and where to. */
export interface LoggerOptions {
  /**
   * The lowest level that is written.
   *
   * - `error`: the client has failed, or a function of yours has
   * - `warn`: an attempt or a join failed, a connection was lost, a channel crashed, a frame was dropped
   * - `info`: the client connected or disconnected, a topic was joined, left or closed
   * - `debug`: every frame, without its payload
   *
   * @defaultValue `'info'`
   */
  readonly level?: LogLevel;
  /**
   * Takes the lines. `fields` has what is in the line, for logs that are no text. What it throws is reported once, as
   * `listener.failed`, and harms nothing. @defaultValue the method of `console` with the name of the level
   */
  readonly write?: (level: LogLevel, line: string, fields: LogFields) => void;
}

const levelRule: Rule = (level) =>
  levels.some((known) => known === level) ? undefined : `must be one of ${levels.join(', ')}`;

/**
 * Makes the option `logger` of a client: `input: { url, logger: logger({ level: 'warn' }) }`. It writes a line for whatever
 * happens: the type of the event, codes, topics, events, refs and numbers. It never writes a payload, params, a token, a url,
 * or the message of an error.
 *
 * @throws {@link ConfigurationError} when an option can not be used.
 */
export function logger(options: LoggerOptions = {}): Logger {
  assertNone(checkOptions(options, { level: levelRule, write: isFunction }));
  const { level = 'info', write = toConsole } = options;
  const isWanted = (at: LogLevel) => levels.indexOf(at) <= levels.indexOf(level);
  return (connection: Connection<ClientRef>) => {
    let isReported = false;
    const report = (error: unknown) => {
      if (!isReported) {
        isReported = true;
        connection.report(error, null, 'logger');
      }
    };
    const say = (at: LogLevel, fields: LogFields) => {
      if (!isWanted(at)) return;
      const shown = shownOf(fields);
      shielded({ report }, () => write(at, toText(shown), shown), null, 'logger');
    };
    listen(connection, say);
    if (isWanted('debug'))
      connection.taps.add(({ direction, frame: [joinRef, ref, topic, event], bytes }) =>
        say('debug', { type: 'frame', direction, joinRef, ref, topic, event, bytes }),
      );
  };
}

function toConsole(level: LogLevel, line: string): void {
  // biome-ignore lint/suspicious/noConsole: this is the log that was asked for.
  console[level](line);
}

/** Listens by types and not by `'*'`, which would count as a listener of everything. */
function listen(
  { client, life, topics }: Connection<ClientRef>,
  say: (level: LogLevel, fields: LogFields) => void,
): void {
  for (const type of loggedOfClient) life.listeners.add(() => client.on(type, (event) => say(...lineOf(event, null))));
  life.listeners.add(() =>
    client.on('listener.failed', (failed) => {
      const { error, topic, event } = failed;
      say(...lineOf(failed, topic));
      // Later, since during `start()` there is a listener of our own.
      void Promise.resolve().then(() => {
        if (listenersOf(client, 'listener.failed').length === 1) tellConsole(error, topic, event);
      });
    }),
  );
  // Channels are greeted again when they are started again.
  topics.greeters.add((channel) => {
    const { topic } = channel.getSnapshot().context;
    for (const type of loggedOfTopic) channel.on(type, (event) => say(...lineOf(event, topic)));
  });
}
