import { createClassic } from './classic/bridge.ts';
import { type Clock, wallClock } from './clock.ts';
import { createControl } from './control.ts';
import { createFrames } from './frames.ts';
import { Hub } from './hub.ts';
import { writeRecording } from './recording.ts';
import { createRedactor, type Redaction } from './redact.ts';
import { serve } from './server.ts';
import { liveUpgrade } from './sockets.ts';
import { createStatelyView } from './stately/view.ts';
import { createTap } from './tap.ts';
import type { Inspect } from './xstate5.types.ts';

/** Options of {@link startInspector}. */
export interface InspectorOptions {
  /** The port on 127.0.0.1. @defaultValue 0: a free port */
  readonly port?: number;
  /**
   * The key in the url: at least 16 letters, digits, `-` or `_`. Whoever knows it can see everything. With the same key
   * and port, an open page finds the inspector again after a restart. @defaultValue a random key
   */
  readonly key?: string;
  /** Whether you can send commands to actors from the page. @defaultValue false */
  readonly control?: boolean;
  /** Returns whether to show a topic. If it throws, the topic is not shown. @defaultValue shows all */
  readonly topics?: (topic: string) => boolean;
  /** What to show besides the types of events, states, refs, codes and numbers. @defaultValue nothing */
  readonly redact?: Redaction;
  /** How many entries (states, events and frames) to keep. @defaultValue 10_000 */
  readonly history?: number;
  /**
   * Whether receivers of `@xstate/inspect` can connect, at `/classic`. They see at most `topics` topics at a time.
   * Costs nothing until one connects. @defaultValue `{ topics: 100 }`
   */
  readonly classic?: boolean | { readonly topics: number };
  /**
   * Whether to serve a page, at `/stately`, with the Stately inspector in a frame. That inspector is a website, so what
   * it shows leaves this machine while the page is open. @defaultValue false
   */
  readonly stately?: boolean;
}

/** A running inspector. */
export interface Inspector {
  /** The address of the page. It contains the key, so keep it to yourself. */
  readonly url: string;
  /** Give it to any number of clients: `interpret(clientMachine, { input, inspect: inspector.inspect })`. */
  readonly inspect: Inspect;
  /** Returns what has happened so far as NDJSON: a {@link RecordingHead}, then one {@link Entry} per line. */
  recording(): string;
  /** Frees the port, and stops watching clients. Later calls return the promise of the first. */
  stop(): Promise<void>;
}

/** @internal For tests. */
export interface Surroundings {
  readonly clock?: Clock;
  /** The folder of the built page. */
  readonly folder?: URL;
  /** Used instead of the url of the Stately inspector. */
  readonly statelyUrl?: string;
}

/**
 * Starts an inspector on 127.0.0.1. It does not keep your process alive.
 *
 * @returns A promise of the inspector, resolved when it listens. It rejects with a TypeError when an option is wrong,
 *   and with the error of Node's `listen` (`EADDRINUSE`) when the port is taken.
 */
export function startInspector(options: InspectorOptions = {}): Promise<Inspector> {
  return startInspectorIn({}, options);
}

/** @internal */
export async function startInspectorIn(
  { clock = wallClock, folder, statelyUrl }: Surroundings,
  options: InspectorOptions,
): Promise<Inspector> {
  const {
    port = 0,
    key,
    control: isAllowed = false,
    topics,
    redact,
    history = 10_000,
    classic = true,
    stately = false,
  } = checked(options);
  const hub = new Hub(clock, history);
  const tap = createTap(hub, { redact, topics });
  const frames = createFrames(hub, tap, createRedactor(redact).payload);
  const control = createControl(hub, tap, isAllowed);
  const bridge = classic === false ? null : createClassic(hub, control, classic === true ? {} : classic);
  const view = stately ? createStatelyView(hub, statelyUrl) : null;
  const server = await serve({
    port,
    key,
    folder,
    upgrades: {
      '/live': liveUpgrade(hub, control, frames.watch),
      ...(bridge && { '/classic': bridge.upgrade }),
      ...(view && { '/stately': view.upgrade }),
    },
    pages: view ? { '/stately': view.page } : {},
  });
  let stopped: Promise<void> | undefined;
  return {
    url: server.url,
    inspect: tap.inspect,
    recording: () => writeRecording(hub),
    stop() {
      if (stopped) return stopped;
      tap.stop();
      frames.stop();
      hub.stop();
      bridge?.close();
      stopped = server.stop();
      return stopped;
    },
  };
}

function checked(options: InspectorOptions): InspectorOptions {
  const { port = 0, key, history = 1, classic } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new TypeError('startInspector: port must be a whole number from 0 to 65535.');
  if (key !== undefined && !/^[\w-]{16,}$/.test(key))
    throw new TypeError('startInspector: key must have at least 16 letters, digits, - or _.');
  if (!Number.isInteger(history) || history < 1)
    throw new TypeError('startInspector: history must be a whole number from 1 up.');
  if (typeof classic === 'object' && !(Number.isInteger(classic.topics) && classic.topics >= 0))
    throw new TypeError('startInspector: classic.topics must be a whole number from 0 up.');
  return options;
}
