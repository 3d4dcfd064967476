import type { Feed, Past } from './feed.types.ts';
import type { ActorRow, Entry, RecordingHead } from './wire.types.ts';

const FORMAT = 'xstate-phoenix-recording';
const VERSION = 1;

/** A file is not a recording, or has another version, or is broken. Users see the message. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

export interface Recording {
  readonly head: RecordingHead;
  readonly entries: readonly Entry[];
}

/** The past of a feed as a recording. */
export function writeRecording(feed: Feed): string {
  const { rows: actors, entries } = feed.past();
  return recordingText({ startedAt: feed.startedAt, charts: feed.charts(), actors }, entries);
}

/** A recording as NDJSON: a head, then one entry per line. */
export function recordingText(known: Omit<RecordingHead, 'format' | 'version'>, entries: readonly Entry[]): string {
  const head: RecordingHead = { format: FORMAT, version: VERSION, ...known };
  return [head, ...entries].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * Reads a recording. Ignores a last line that is cut, as by a full disk.
 *
 * @throws {@link RecordingError} when the text is not a recording, has another version, or has a broken line before the
 *   last.
 */
export function readRecording(text: string): Recording {
  // Some editors write a byte order mark.
  const [first = '', ...lines] = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const head = headOf(parsed(first));
  const entries = lines.flatMap((line, index) => {
    const entry = parsed(line);
    if (isEntry(entry)) return [entry];
    if (entry === undefined && index === lines.length - 1) return [];
    throw new RecordingError(`Line ${index + 2} of the recording can not be read.`);
  });
  return { head, entries };
}

/** A recording as the source of a page. */
export function feedOf({ head, entries }: Recording): Feed {
  const counts = new Map(head.actors.map(({ n, events }) => [n, events]));
  for (const entry of entries)
    if (entry.k === 'event') counts.set(entry.n, (counts.get(entry.n) ?? 0) + 1 + entry.times);
  const past: Past = { at: entries.at(-1)?.at ?? 0, rows: head.actors, entries, counts: [...counts] };
  return {
    startedAt: head.startedAt,
    isRecording: true,
    charts: () => head.charts,
    past: () => past,
    listen: () => () => {},
  };
}

function headOf(head: unknown): RecordingHead {
  if (!isRecord(head) || head.format !== FORMAT) throw new RecordingError('This is not a recording of the inspector.');
  if (head.version !== VERSION)
    throw new RecordingError(`The recording has version ${String(head.version)}, but only ${VERSION} can be read.`);
  const { startedAt, charts, actors } = head;
  if (typeof startedAt !== 'number' || !areCharts(charts) || !Array.isArray(actors) || !actors.every(isRow))
    throw new RecordingError('The first line of the recording can not be read.');
  return { format: FORMAT, version: VERSION, startedAt, charts, actors };
}

function areCharts(charts: unknown): charts is RecordingHead['charts'] {
  return (
    isRecord(charts) &&
    Object.values(charts).every((graph) => isRecord(graph) && isRecord(graph.root) && Array.isArray(graph.arrows))
  );
}

function isRow(row: unknown): row is ActorRow {
  return (
    isRecord(row) &&
    typeof row.n === 'number' &&
    typeof row.name === 'string' &&
    typeof row.events === 'number' &&
    isRecord(row.context) &&
    Array.isArray(row.tags)
  );
}

/** Checks only the fields that all readers rely on. */
function isEntry(entry: unknown): entry is Entry {
  if (!isRecord(entry) || typeof entry.at !== 'number') return false;
  switch (entry.k) {
    case 'actor':
      return isRow(entry.row);
    case 'state':
      return typeof entry.n === 'number' && typeof entry.status === 'string' && isRecord(entry.context);
    case 'event':
      return typeof entry.n === 'number' && typeof entry.type === 'string' && typeof entry.times === 'number';
    case 'frame':
      return typeof entry.client === 'number' && typeof entry.direction === 'string' && typeof entry.times === 'number';
    default:
      return false;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
