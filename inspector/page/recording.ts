import type { Entry, RecordingHead } from '../src/wire.types.ts';
import { type History, newHistory, record, rowsAt, withActors } from './history.ts';

/** A history as a recording: NDJSON, the head first, then an entry a line. */
export function writeRecording(history: History): string {
  const { startedAt, charts, steps } = history;
  const head: RecordingHead = {
    format: 'xstate-phoenix-recording',
    version: 1,
    startedAt,
    charts,
    actors: [...rowsAt(history, 0).values()],
  };
  return `${[head, ...steps.map(({ entry }) => entry)].map((line) => JSON.stringify(line)).join('\n')}\n`;
}

/**
 * The history in a recording. A last line that was cut off is ignored.
 *
 * @throws Error that says what is wrong with the text, for people.
 */
export function readRecording(text: string): History {
  const [first = '', ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  const head = readHead(first);
  const entries = lines.flatMap((line, index): Entry[] => {
    const entry = parse(line);
    if (isEntry(entry)) return [entry];
    if (index === lines.length - 1) return [];
    throw new Error(`Line ${index + 2} of the recording is not an entry.`);
  });
  const start = withActors({ ...newHistory(head.startedAt), charts: head.charts ?? {} }, head.actors);
  return record(start, entries, [], Number.POSITIVE_INFINITY);
}

function readHead(line: string): RecordingHead {
  const head = parse(line) as Partial<RecordingHead> | null | undefined;
  if (head?.format !== 'xstate-phoenix-recording') throw new Error('This is not a recording of xstate-phoenix.');
  if (head.version !== 1)
    throw new Error(`This page reads recordings of version 1, and this is version ${head.version}.`);
  if (!Array.isArray(head.actors) || typeof head.startedAt !== 'number')
    throw new Error('The first line of the recording is not complete.');
  return head as RecordingHead;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isEntry(entry: unknown): entry is Entry {
  if (typeof entry !== 'object' || entry === null) return false;
  const kind: unknown = Reflect.get(entry, 'k');
  return kind === 'actor' ? Reflect.has(entry, 'row') : kind === 'state' || kind === 'event' || kind === 'frame';
}
