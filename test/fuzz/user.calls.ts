import {
  awaitConnect,
  awaitDisconnect,
  awaitJoin,
  awaitLeave,
  awaitMessage,
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
import type { MakeAct, Scene } from './user.acts.ts';
import { heardBy, listenerOf, options, text, topicOf } from './user.draw.ts';

const configuration = 'ConfigurationError';
const awaiting = ['timeoutMs', 'signal'];
const joinOptions = (random: Random) => options(random, ['params', 'rejoinAfterMs', 'joinTimeoutMs']);
const pushOptions = (random: Random) => options(random, ['timeoutMs', 'signal', 'whenNotJoined']);

/** A function of the public API with arguments that may be anything. The first argument is of the scene. */
function api(
  words: string,
  errors: readonly string[],
  draw: (random: Random) => readonly unknown[],
  act: (scene: Scene, ...given: never[]) => unknown,
): MakeAct {
  return (random) => {
    const given = draw(random);
    return { words, errors, given, do: (scene) => Reflect.apply(act, undefined, [scene, ...given]) };
  };
}

/** The functions of the public API. */
export const calls: readonly MakeAct[] = [
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
    [configuration],
    (r) => [heardBy(r), (...heard: unknown[]) => Reflect.apply(listenerOf(r), undefined, heard)],
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
    (r) => [heardBy(r), options(r, [...awaiting, 'where'])],
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
    (r) => [heardBy(r), options(r, ['signal'])],
    ({ room }, event, given) => firstOf(messages(room, event, given)),
  ),
];

async function firstOf(iterable: AsyncIterable<unknown>): Promise<void> {
  const iterator = iterable[Symbol.asyncIterator]();
  const first = iterator.next();
  await iterator.return?.();
  await first;
}
