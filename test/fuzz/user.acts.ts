import {
  awaitConnect,
  awaitDisconnect,
  awaitJoin,
  awaitLeave,
  awaitMessage,
  type ChannelRef,
  type ClientRef,
  call,
  cast,
  connect,
  disconnect,
  join,
  leave,
  messages,
  on,
  onFrame,
  ping,
  push,
  reconnect,
  rejoin,
} from 'xstate-phoenix';
import type { Random } from '../proof/random.ts';
import { hostile } from './hostile.ts';
import { oddText } from './texts.ts';

/** Where a user acts: a client, and the topic that is handed to functions. */
export interface Scene {
  readonly client: ClientRef;
  readonly room: ChannelRef;
}

/** What a user does: what it is for people, and the errors that its documentation names. */
export interface Act {
  readonly words: string;
  readonly given: readonly unknown[];
  /** The errors it may throw, or reject with. */
  readonly errors: readonly string[];
  /** What comes back is awaited where it is a promise. */
  do(scene: Scene): unknown;
}

type Make = (random: Random) => Act;

const configuration = 'ConfigurationError';

/** Options that mean something, or nothing, or bite. */
function options(random: Random, keys: readonly string[]): unknown {
  if (random.chance(0.15)) return hostile(random);
  return Object.fromEntries(keys.filter(() => random.chance(0.4)).map((key) => [key, optionOf(random, key)]));
}

function optionOf(random: Random, key: string): unknown {
  if (random.chance(0.4)) return hostile(random);
  if (key === 'signal')
    return random.pick([() => AbortSignal.abort(), abortedSoon, () => new AbortController().signal])();
  if (key === 'whenNotJoined') return random.pick(['buffer', 'reject']);
  return key.endsWith('Ms') ? random.pick([0, 1, 50]) : hostile(random);
}

/** A signal that fires when the call it is given to has begun. */
function abortedSoon(): AbortSignal {
  const controller = new AbortController();
  queueMicrotask(() => controller.abort());
  return controller.signal;
}

/** A function of the public API with arguments that may be anything. The first argument is of the scene. */
function api(
  words: string,
  errors: readonly string[],
  draw: (random: Random) => readonly unknown[],
  act: (scene: Scene, ...given: never[]) => unknown,
): Make {
  return (random) => {
    const given = draw(random);
    return { words, errors, given, do: (scene) => Reflect.apply(act, undefined, [scene, ...given]) };
  };
}

const text = (random: Random) => (random.chance(0.7) ? oddText(random) : hostile(random));
const awaiting = ['timeoutMs', 'signal'];

const calls: readonly Make[] = [
  api(
    'join',
    [configuration, 'JoinError'],
    (r) => [topicOf(r), joinOptions(r)],
    ({ client }, topic, given) => join(client, topic, given),
  ),
  api(
    'join',
    [configuration, 'JoinError'],
    (r) => [topicOf(r)],
    ({ client }, topic) => join(client, topic),
  ),
  api(
    'rejoin',
    [configuration, 'JoinError'],
    (r) => [options(r, ['params'])],
    ({ room }, given) => rejoin(room, given),
  ),
  api(
    'push',
    [configuration, 'PushError'],
    (r) => [text(r), hostile(r), pushOptions(r)],
    ({ room }, event, payload, given) => push(room, event, payload, given),
  ),
  api(
    'push',
    [configuration, 'PushError'],
    (r) => [text(r), hostile(r)],
    ({ room }, event, payload) => push(room, event, payload),
  ),
  api(
    'cast',
    [configuration],
    (r) => [text(r), hostile(r), options(r, ['whenNotJoined'])],
    ({ room }, event, payload, given) => cast(room, event, payload, given),
  ),
  api(
    'leave',
    [configuration, 'JoinError'],
    (r) => [options(r, awaiting)],
    ({ room }, given) => leave(room, given),
  ),
  api(
    'on',
    [],
    (r) => [text(r), (...heard: unknown[]) => Reflect.apply(listenerOf(r), undefined, heard)],
    ({ room }, event, listener) => void on(room, event, listener),
  ),
  api(
    'onFrame',
    [],
    (r) => [listenerOf(r)],
    ({ client }, listener) => void setImmediate(onFrame(client, listener)),
  ),
  api(
    'awaitMessage',
    [configuration, 'JoinError', 'Trap'],
    (r) => [text(r), options(r, [...awaiting, 'where'])],
    ({ room }, event, given) => awaitMessage(room, event, given),
  ),
  api(
    'awaitJoin',
    [configuration, 'JoinError'],
    (r) => [options(r, awaiting)],
    ({ room }, given) => awaitJoin(room, given),
  ),
  api(
    'awaitLeave',
    [configuration, 'JoinError'],
    (r) => [options(r, awaiting)],
    ({ room }, given) => awaitLeave(room, given),
  ),
  api(
    'awaitConnect',
    [configuration, 'ConnectError'],
    (r) => [options(r, awaiting)],
    ({ client }, given) => awaitConnect(client, given),
  ),
  api(
    'awaitDisconnect',
    [configuration, 'ConnectError'],
    (r) => [options(r, awaiting)],
    ({ client }, given) => awaitDisconnect(client, given),
  ),
  api(
    'ping',
    [configuration, 'ConnectError'],
    (r) => [options(r, awaiting)],
    ({ client }, given) => ping(client, given),
  ),
  api(
    'connect',
    [configuration, 'ConnectError'],
    (r) => [options(r, awaiting)],
    ({ client }, given) => connect(client, given),
  ),
  api(
    'reconnect',
    [configuration, 'ConnectError'],
    (r) => [options(r, awaiting)],
    ({ client }, given) => reconnect(client, given),
  ),
  api(
    'disconnect',
    [configuration, 'ConnectError'],
    (r) => [options(r, [...awaiting, 'code', 'reason'])],
    ({ client }, given) => disconnect(client, given),
  ),
  api(
    'call',
    [configuration, 'ConnectError'],
    (r) => [hostile(r), options(r, awaiting)],
    ({ client }, request, given) => call(client, request, given),
  ),
  api(
    'messages',
    [configuration],
    (r) => [text(r), options(r, ['signal'])],
    ({ room }, event, given) => firstOf(messages(room, event, given)),
  ),
];

const clientCommands: Readonly<Record<string, readonly string[]>> = {
  'client.connect': [],
  'client.disconnect': ['code', 'reason'],
  'client.reconnect': [],
  'client.call': ['call'],
  'client.assign': ['change'],
  'channel.join': ['topic', 'params', 'rejoinAfterMs', 'joinTimeoutMs'],
  'channel.leave': ['topic', 'timeoutMs'],
  'channel.push': ['topic', 'event', 'payload', 'id', 'call'],
  'channel.cast': ['topic', 'event', 'payload', 'whenNotJoined'],
  'network.online': [],
  'network.offline': [],
  'page.hidden': [],
  'page.visible': [],
  'page.resumed': [],
  'anything.else': ['event', 'topic'],
};

const channelCommands: Readonly<Record<string, readonly string[]>> = {
  'channel.join': ['params'],
  'channel.rejoin': ['params'],
  'channel.leave': ['timeoutMs'],
  'channel.push': ['event', 'payload', 'id', 'call'],
  'channel.cast': ['event', 'payload', 'whenNotJoined'],
  'anything.else': ['event'],
};

/** A command as an event, with contents that may be anything; the type itself is one that there is. */
const sends: readonly Make[] = [
  (random) => {
    const event = eventOf(random, clientCommands);
    return { words: 'client.send', errors: [], given: [event], do: ({ client }) => client.send(event) };
  },
  (random) => {
    const event = eventOf(random, channelCommands);
    return { words: 'room.send', errors: [], given: [event], do: ({ room }) => room.send(event) };
  },
];

function eventOf(random: Random, commands: Readonly<Record<string, readonly string[]>>): never {
  const type = random.pick(Object.keys(commands));
  const event: Record<string, unknown> = { type };
  for (const key of commands[type] ?? []) {
    if (random.chance(0.1)) continue;
    event[key] = key === 'topic' ? topicOf(random) : key.endsWith('Ms') ? optionOf(random, key) : text(random);
  }
  // An event may be anything here, and the type of `send` is what is put to the test.
  return event as never;
}

/** Any act of a user. */
export function drawAct(random: Random): Act {
  return random.pick(random.chance(0.7) ? calls : sends)(random);
}

/** The topic of the scene, mostly another one, and never that of the witness. */
function topicOf(random: Random): unknown {
  return random.chance(0.4) ? 'room:used' : text(random);
}

const joinOptions = (random: Random) => options(random, ['params', 'rejoinAfterMs', 'joinTimeoutMs']);
const pushOptions = (random: Random) => options(random, ['timeoutMs', 'signal', 'whenNotJoined']);

/** A listener is a function; what it does is its own affair. */
function listenerOf(random: Random): () => unknown {
  const value = hostile(random);
  return typeof value === 'function' ? (value as () => unknown) : () => value;
}

async function firstOf(iterable: AsyncIterable<unknown>): Promise<void> {
  const iterator = iterable[Symbol.asyncIterator]();
  const first = iterator.next();
  await iterator.return?.();
  await first;
}
