import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Browser, openBrowser } from './browser.ts';
import { type Patience, play } from './liveview/play.ts';
import { type Entry, type Recording, recordingOf, type Step, scenarios } from './liveview/recording.ts';
import { pageScript } from './liveview/script.ts';

// What a browser does in a moment may take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Whose sockets the pages use. By hand, you may play the recordings with those of npm `phoenix`: `SOCKETS=phoenix`. */
const { SOCKETS = 'xstate-phoenix/phoenix' } = process.env;

let browser: Browser;
let script: string;

beforeAll(async () => {
  [browser, script] = await Promise.all([openBrowser(), pageScript(SOCKETS)]);
});

afterAll(() => browser?.close());

describe('LiveView on the drop-in', () => {
  it.concurrent.each(scenarios)('shows and sends what was recorded: %s', async (scenario) => {
    const recording = recordingOf(scenario);
    expect(await play(recording, script, browser)).toEqual({ shown: recording.shown, breaches: [] });
  });
});

describe('a recording that is played', () => {
  const counter = recordingOf('counter');
  /** The first click, and no more of it. */
  const click: Recording = { ...counter, steps: counter.steps.slice(0, 4), frames: counter.frames.slice(0, 5) };
  const breachesOf = async (changed: Partial<Recording>, patience: Patience = {}) =>
    (await play({ ...click, ...changed }, script, browser, patience)).breaches;

  it.concurrent('says what a page has not sent', async () => {
    const [sent] = click.frames.slice(3) as [Entry];
    const again: Entry = { ...sent, at_ms: 2_000, text: sent.text?.replace('"8"', '"9"') ?? '' };
    expect(await breachesOf({ frames: [...click.frames, again] }, { wireMs: 500 })).toEqual([
      expect.stringMatching(/^The page has not sent event to lv:phx-\S+ \(join_ref 4, ref 9\)\.$/),
    ]);
  });

  it.concurrent('says which connection a page has not made', async () => {
    const again = { dir: 'open', at_ms: 2_000, conn: 2, page: 1, url: '/live/websocket' } as const;
    expect(await breachesOf({ frames: [...click.frames, again] }, { wireMs: 500 })).toEqual([
      'Connection 2 was not made.',
    ]);
  });

  it.concurrent('says what a page has sent besides', async () => {
    const besides: Step = { at_ms: 1_376, do: 'run', script: "liveSocket.main.channel.push('besides', {})" };
    expect(await breachesOf({ steps: click.steps.toSpliced(2, 0, besides) })).toEqual([
      expect.stringMatching(/^The page has sent besides to lv:phx-\S+ \(.*\), which was not recorded\.$/),
    ]);
  });

  it.concurrent('says which payload and which ref are others', async () => {
    const frames = click.frames.map((entry) =>
      entry.dir === 'client'
        ? { ...entry, text: (entry.text ?? '').replace('"by":"1"', '"by":"7"').replace('["4","8"', '["8","8"') }
        : entry,
    );
    expect(await breachesOf({ frames, steps: click.steps.slice(0, 3) })).toEqual([
      expect.stringContaining('where the recording has event'),
      expect.stringContaining('with another payload: {"type":"click"'),
    ]);
  });

  it.concurrent('says what is not to be seen', async () => {
    const steps = click.steps.map((step) => (step.text === '1' ? { ...step, text: '2' } : step));
    const breaches = await breachesOf({ steps }, { stepMs: 1_000 });
    expect(breaches[0]).toMatch(/^The step recorded at \d+ ms was not possible: TimeoutError/);
  });
});
