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

/** Milliseconds that one cycle may take, and between two pictures. */
const BOUND_MS = 30_000;
const FRAME_MS = 100;
/** What the own server is talked to with: slow enough to be watched. */
const pace = { reconnectAfterMs: [1000, 2000], rejoinAfterMs: [1000, 2000], jitter: 0, heartbeatIntervalMs: 5000 };

/** Shows what the arguments ask for, until it is over or somebody ends it. Answers the exit code. */
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

/** The inspector's page, as `npm run page` builds it. */
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

/** Draws the page again and again; returns the undo. */
function show({ client, rooms, signal, playground }: Scene, story: Story, url: string, watch: string): () => void {
  const screen = openScreen(process.stdout);
  const draw = () => {
    const note = signal.aborted ? 'leaving …' : `Ctrl-C leaves${playground ? '; npm start -- --help tells more' : ''}`;
    screen.draw(page({ client, rooms, story, where: addressOf(url), watch, note, rows: screen.rows, paint }));
  };
  const timer = setInterval(draw, FRAME_MS);
  return () => {
    clearInterval(timer);
    screen.restore();
  };
}

const interrupted = new Error('interrupted');
/** npm and tsx hand the terminal's signal on, so one Ctrl-C may come more than once. */
const SAME_KEY_MS = 300;

/** The first one ends in order, the second one at once. */
function endOnSignals(stopping: AbortController): void {
  let firstAt = Number.POSITIVE_INFINITY;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (performance.now() > firstAt + SAME_KEY_MS) process.exit(130);
      firstAt = Math.min(firstAt, performance.now());
      stopping.abort(interrupted);
    });
  }
  // Whoever read our lines has gone away.
  process.stdout.on('error', () => stopping.abort(interrupted));
}

/** A client that has given up has nothing more to show. */
function endOnFailure(client: ClientRef, stopping: AbortController): void {
  client.subscribe((snapshot) => {
    if (snapshot.matches('failed')) stopping.abort(snapshot.context.error);
  });
}
