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

/** How to inspect. */
export interface InspectorOptions {
  /** The port on 127.0.0.1. @defaultValue 0: a free one */
  readonly port?: number;
  /**
   * The key in the url, so that a page that is open finds the inspector again after a restart, on the same port. At least
   * 16 letters, digits, `-` or `_`; it opens everything that is shown. @defaultValue a new one, drawn at random
   */
  readonly key?: string;
  /** Whether the page may send commands to actors. @defaultValue false */
  readonly control?: boolean;
  /** Which topics are shown; one for which it throws is not. @defaultValue all */
  readonly topics?: (topic: string) => boolean;
  /** What is shown of events, contexts and payloads beyond the default. @defaultValue nothing */
  readonly redact?: Redaction;
  /** Entries that are kept: states, events, frames. @defaultValue 10_000 */
  readonly history?: number;
  /**
   * Whether receivers of `@xstate/inspect` may come, at `/classic`; it costs nothing until one does. They are told of
   * `topics` topics at a time. @defaultValue `{ topics: 100 }`
   */
  readonly classic?: boolean | { readonly topics: number };
  /**
   * Whether there is a page, at `/stately`, with the Stately inspector in a frame. That one is on the web: what is shown
   * leaves this machine while the page is open. @defaultValue false
   */
  readonly stately?: boolean;
}

/** An inspector that runs. */
export interface Inspector {
  /** Where to look at it. The key in it opens everything that is shown: it is for you alone. */
  readonly url: string;
  /** For `interpret(clientMachine, { input, inspect: inspector.inspect })`, with as many clients as you like. */
  readonly inspect: Inspect;
  /** What has happened so far, as NDJSON: a `RecordingHead`, then an `Entry` a line. */
  recording(): string;
  /** Frees the port; actors are no longer watched. The second call returns the promise of the first. */
  stop(): Promise<void>;
}

/** @internal What tests have of their own. */
export interface Surroundings {
  readonly clock?: Clock;
  /** Where the built page is. */
  readonly folder?: URL;
  /** What stands for the Stately inspector. */
  readonly statelyUrl?: string;
}

/**
 * Starts an inspector on the loopback interface. It keeps no process alive.
 *
 * @throws TypeError, by a rejection, when an option is not what it should be; and the error of `listen` when the port is
 *   taken.
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
