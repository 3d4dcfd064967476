import { fileURLToPath } from 'node:url';
import { type ClientRef, clientMachine, interpret, join } from 'xstate-phoenix';
import { startInspector } from 'xstate-phoenix-inspector';
import type { Arguments } from './args.ts';
import { end, forever, once, type Scene } from './cycle.ts';
import { addressOf, check, whyUnreachable } from './reach.ts';
import { openScreen, paint } from './screen.ts';
import { startPlayground } from './server.ts';
import { type Entry, type Story, watch } from './story.ts';
import { LOG_HEAD, logRow, page } from './view.ts';

/** How long one cycle of `--once` may take. */
const BOUND_MS = 30_000;
const FRAME_MS = 100;
/** The options for the demo's own server: slow enough to watch. */
const pace = { reconnectAfterMs: [1000, 2000], rejoinAfterMs: [1000, 2000], jitter: 0, heartbeatIntervalMs: 5000 };

/** Runs the demo until it is over or somebody ends it. Returns the exit code. */
export async function run(args: Arguments): Promise<number> {
  if (args.url !== undefined) {
    const input = { url: args.url, params: args.params };
    check(input, args.topics);
    const why = await whyUnreachable(input);
    if (why !== undefined) {
      console.error(`There is no connection to ${addressOf(args.url)}: ${why}`);
      return 1;
    }
  }
  if (args.page) await buildPage();
  const playground = args.url === undefined ? await startPlayground() : undefined;
  const url = playground?.url ?? args.url ?? '';
  const stopping = new AbortController();
  const { signal } = stopping;

  const inspector = await startInspector({ control: true });
  const client = interpret(clientMachine, {
    input: { url, params: args.params, ...(playground && pace) },
    inspect: inspector.inspect,
  });
  const rooms = (playground?.topics ?? args.topics).map((topic) => join(client, topic));
  const scene: Scene = { client, rooms, playground, signal };
  const onTerminal = process.stdout.isTTY && !args.plain;
  const story = watch(client, rooms, onTerminal ? () => {} : printEntry);
  if (!onTerminal) console.log(` inspector: ${inspector.url}\n${LOG_HEAD}`);
  const close = onTerminal ? show(scene, story, url, inspector.url) : () => {};

  endOnSignals(stopping);
  endOnFailure(client, stopping);
  const bound = args.once ? setTimeout(() => stopping.abort(new Error('The cycle got stuck.')), BOUND_MS) : undefined;
  client.start();

  let failure: unknown;
  try {
    await (args.once ? once(scene) : forever(scene));
  } catch (error) {
    failure = signal.aborted ? signal.reason : error;
  }
  clearTimeout(bound);
  await end(scene);
  close();
  await inspector.stop();
  const { in: incoming, out } = story.total;
  console.log(
    `${rooms.length} ${rooms.length === 1 ? 'topic' : 'topics'} left, disconnected. ${incoming} frames in, ${out} out.`,
  );
  if (failure === undefined || failure === interrupted) return 0;
  console.error(failure instanceof Error ? `${failure.name}: ${failure.message}` : String(failure));
  return 1;
}

/** Builds the inspector's page, as `npm run page` does. */
async function buildPage(): Promise<void> {
  const { build } = await import('vite');
  await build({
    configFile: fileURLToPath(new URL('../../inspector/vite.config.ts', import.meta.url)),
    logLevel: 'error',
  });
}

function printEntry(entry: Entry): void {
  console.log(logRow(entry, (text) => text));
}

/** Draws the screen again and again. Returns a function that stops it. */
function show({ client, rooms, signal, playground }: Scene, story: Story, url: string, watch: string): () => void {
  const screen = openScreen(process.stdout);
  const draw = () => {
    const note = signal.aborted
      ? 'leaving …'
      : `Ctrl-C leaves${playground ? '; for options see npm start -- --help' : ''}`;
    screen.draw(page({ client, rooms, story, where: addressOf(url), watch, note, rows: screen.rows, paint }));
  };
  const timer = setInterval(draw, FRAME_MS);
  return () => {
    clearInterval(timer);
    screen.restore();
  };
}

const interrupted = new Error('interrupted');
/** npm and tsx pass the signal of the terminal on, so one Ctrl-C may arrive more than once. */
const SAME_KEY_MS = 300;

/** The first signal ends in order, the second one at once. */
function endOnSignals(stopping: AbortController): void {
  let firstAt = Number.POSITIVE_INFINITY;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (performance.now() > firstAt + SAME_KEY_MS) process.exit(130);
      firstAt = Math.min(firstAt, performance.now());
      stopping.abort(interrupted);
    });
  }
  // The reader of our output has gone, as in `npm start | head`.
  process.stdout.on('error', () => stopping.abort(interrupted));
}

/** Ends the demo when the client has failed. */
function endOnFailure(client: ClientRef, stopping: AbortController): void {
  client.subscribe((snapshot) => {
    if (snapshot.matches('failed')) stopping.abort(snapshot.context.error);
  });
}
