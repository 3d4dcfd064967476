import { awaitJoin, clientMachine, interpret, join, websocket } from 'xstate-phoenix';
import { type PageLifecycleOptions, pageLifecycle, probing, workerClock } from 'xstate-phoenix/browser';

const told: string[] = [];
/** When a message came, in ms of the page. */
const ticks: number[] = [];
const problems: string[] = [];

interface Settings {
  readonly whenHidden?: PageLifecycleOptions['whenHidden'];
  readonly worker?: boolean | string;
  readonly input?: object;
}

function make(url: string, { whenHidden = 'continue', worker, input }: Settings) {
  const clock = workerClock({
    ...(typeof worker === 'string' && { url: worker }),
    onError: () => problems.push('no worker'),
  });
  const client = interpret(clientMachine, {
    ...(worker && { clock }),
    input: { url, transport: probing(websocket()), jitter: 0, ...input },
    inspect: (event) => {
      if (event.type === '@xstate.event' && event.actorRef === client && /^(page|network)/.test(event.event.type))
        told.push(event.event.type);
    },
  });
  client.on('heartbeat', () => ticks.push(Math.round(performance.now())));
  client.start();
  pageLifecycle(client, { whenHidden });
  return client;
}

let client: ReturnType<typeof make> | undefined;
let room: ReturnType<typeof join> | undefined;

/** Starts a client that joins a topic, and waits until that is joined. */
export async function live(url: string, settings: Settings = {}): Promise<void> {
  client = make(url, settings);
  room = join(client, 'echo:lobby');
  await awaitJoin(room, { timeoutMs: 10_000 });
}

/** Starts a client that joins nothing. */
export function begin(url: string, settings: Settings = {}): void {
  client = make(url, settings);
}

export function joins(topic: string): void {
  if (client) room = join(client, topic);
}

export function ends(): void {
  client?.stop();
}

/** Where things stand, as text. */
export function look() {
  const snapshot = client?.getSnapshot();
  return JSON.stringify({
    client: typeof snapshot?.value === 'object' ? Object.entries(snapshot.value)[0] : snapshot?.value,
    connections: snapshot?.context.connections,
    reason: snapshot?.context.reason,
    error: snapshot?.context.error?.code,
    room: room?.getSnapshot().value,
    told,
    ticks: ticks.length,
    problems,
  });
}
