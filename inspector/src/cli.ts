#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { feedOf, RecordingError, readRecording } from './recording.ts';
import { serve } from './server.ts';
import { liveUpgrade } from './sockets.ts';

const USAGE = `Shows a recording of the inspector on a page of this machine.

  xstate-phoenix-inspector FILE [--port PORT]

FILE is a recording: the page saves one with "export", and inspector.recording() returns one.
The page is served until you press Ctrl+C.`;

/** A mistake in the arguments. It is shown without a stack. */
class UsageError extends Error {}

async function main(): Promise<void> {
  const { file, port, help } = argumentsOf(process.argv.slice(2));
  if (help) return say(USAGE);
  if (file === undefined) throw new UsageError(`Give the file of a recording.\n\n${USAGE}`);
  const feed = feedOf(readRecording(await textOf(file)));
  const server = await serve({
    port,
    staysAlive: true,
    upgrades: { '/live': liveUpgrade(feed, null, () => () => {}) },
  });
  say(`${file} is shown at\n\n  ${server.url}\n\nPress Ctrl+C to end.`);
}

function argumentsOf(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    const port = Number(values.port ?? 0);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new Error('The port must be a number from 0 to 65535.');
    if (positionals.length > 1) throw new Error('Give one file only.');
    return { file: positionals[0], port, help: values.help === true };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    throw new UsageError(code === 'ENOENT' ? `There is no file ${file}.` : `${file} can not be read (${code}).`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function explained(error: unknown): string {
  if (error instanceof UsageError || error instanceof RecordingError) return error.message;
  if (codeOf(error) === 'EADDRINUSE') return 'The port is taken. Leave out --port to use a free one.';
  return String(error instanceof Error ? error.stack : error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explained(error)}\n`);
  process.exitCode = 1;
});
