import { describe, expect, it } from 'vitest';
import { join } from 'xstate-phoenix';
import { show } from '../../inspector/src/live.ts';
import { feedOf, RecordingError, readRecording, writeRecording } from '../../inspector/src/recording.ts';
import { accept, TOPIC } from '../support/room.ts';
import { inspectedWorld, Page } from './inspected.ts';

function recorded(history?: number) {
  const made = inspectedWorld(history === undefined ? {} : { history });
  made.world.open();
  made.beat();
  join(made.client, TOPIC);
  accept(made.world.socket);
  made.beat();
  return { ...made, text: writeRecording(made.hub) };
}

describe('a recording', () => {
  it('is a head and the entries, a line each', () => {
    const { text, hub } = recorded();
    const [head, ...lines] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(head).toMatchObject({ format: 'xstate-phoenix-recording', version: 1, startedAt: 1_000_000, actors: [] });
    expect(Object.keys(head.charts)).toEqual(['client', 'channel']);
    expect(lines).toEqual(hub.past().entries);
    expect(text.endsWith('\n')).toBe(true);
  });

  it.each([1, 5, undefined])('is read as it was written (history %s)', (history) => {
    const { text, hub } = recorded(history);
    const { head, entries } = readRecording(text);
    expect(entries).toEqual(hub.past().entries);
    expect(head.actors).toEqual(hub.past().rows);
    expect(head.charts).toEqual(hub.charts());
  });

  it('shows a page what it was shown', () => {
    const { text, hub } = recorded();
    const [live, replayed] = [new Page(), new Page()];
    show(hub, live, null);
    show(feedOf(readRecording(text)), replayed, null);
    expect(replayed.of('hello')).toEqual([{ ...live.of('hello')[0], recording: true }]);
    expect(replayed.of('chart')).toEqual(live.of('chart'));
    expect(replayed.of('actors')).toEqual(live.of('actors'));
    expect(replayed.of('beat').map(({ entries, counts }) => [entries, counts])).toEqual(
      live.of('beat').map(({ entries, counts }) => [entries, counts]),
    );
  });

  it('takes no event', () => {
    const page = new Page();
    const shown = show(feedOf(readRecording(recorded().text)), page, null);
    shown.receive(JSON.stringify({ type: 'send', n: 1, event: { type: 'client.connect' } }));
    expect(page.of('refused')[0]?.why).toContain('recording');
  });

  it('is read without its last line when that is cut', () => {
    const { text, hub } = recorded();
    expect(readRecording(text.slice(0, -10)).entries).toEqual(hub.past().entries.slice(0, -1));
    expect(readRecording(text.replaceAll('\n', '\r\n')).entries).toEqual(hub.past().entries);
  });

  it.each([
    ['', 'not a recording'],
    ['hello\n', 'not a recording'],
    ['{"log":{}}', 'not a recording'],
    ['{"format":"xstate-phoenix-recording","version":2}', 'version 2, but only 1'],
    ['{"format":"xstate-phoenix-recording","version":1}', 'first line'],
    ['{"format":"xstate-phoenix-recording","version":1,"startedAt":1,"charts":{},"actors":[{}]}', 'first line'],
  ])('is not %j', (text, why) => {
    expect(() => readRecording(text)).toThrow(RecordingError);
    expect(() => readRecording(text)).toThrow(why);
  });

  it('with a broken line in the middle is refused, with its number', () => {
    const lines = recorded().text.trimEnd().split('\n');
    lines[3] = lines[3]?.slice(0, -5) ?? '';
    expect(() => readRecording(lines.join('\n'))).toThrow('Line 4');
    lines[3] = '{"k":"other","at":1}';
    expect(() => readRecording(lines.join('\n'))).toThrow('Line 4');
  });
});
