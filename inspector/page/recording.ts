import { readRecording, recordingText } from '../src/recording.ts';
import { type History, newHistory, record, rowsAt, withActors } from './history.ts';

/** A history as a recording. */
export function writeHistory(history: History): string {
  const { startedAt, charts, steps } = history;
  const entries = steps.map(({ entry }) => entry);
  return recordingText({ startedAt, charts, actors: [...rowsAt(history, 0).values()] }, entries);
}

/**
 * The history in a recording.
 *
 * @throws What {@link readRecording} throws: an error that says what is wrong with the text, for people.
 */
export function readHistory(text: string): History {
  const { head, entries } = readRecording(text);
  const start = withActors({ ...newHistory(head.startedAt), charts: head.charts }, head.actors);
  return record(start, entries, [], Number.POSITIVE_INFINITY);
}
