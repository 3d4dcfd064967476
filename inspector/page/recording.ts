import { readRecording, recordingText } from '../src/recording.ts';
import { type History, newHistory, record, rowsAt, withActors } from './history.ts';

/** Writes a history as a recording. */
export function writeHistory(history: History): string {
  const { startedAt, charts, steps } = history;
  const entries = steps.map(({ entry }) => entry);
  return recordingText({ startedAt, charts, actors: [...rowsAt(history, 0).values()] }, entries);
}

/**
 * Reads the history in a recording.
 *
 * @throws What {@link readRecording} throws. Users see the message.
 */
export function readHistory(text: string): History {
  const { head, entries } = readRecording(text);
  const start = withActors({ ...newHistory(head.startedAt), charts: head.charts }, head.actors);
  return record(start, entries, [], Number.POSITIVE_INFINITY);
}
