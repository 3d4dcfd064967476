import type { Random } from '../proof/random.ts';
import { hostile, oddValue } from './hostile.ts';
import { mutateText } from './mutate.ts';
import { MARK, oddKey, oddText, randomText } from './texts.ts';

const urls = [
  'ws://server.test/socket',
  'wss://server.test:4000/socket/websocket?x=1',
  `https://ana:${MARK}@server.test/socket/?vsn=2.0.0&token=${MARK}#${MARK}`,
  'http://[::1]:4000/socket/longpoll',
  '/socket',
  '//server.test/socket',
  'server.test/socket',
  `ws://server.test/${MARK}`,
  `mailto:${MARK}@server.test`,
  `data:text/plain,${MARK}`,
  'ws://server.test:99999/',
  'ws://',
  'ws:socket',
  'wss://пример.test/сокет?ключ=ß',
  'ws://xn--/',
  'ws://server.test/%zz?%zz=%',
  'ws://server.test/socket/websocket/websocket//',
] as const;

function drawUrl(random: Random): unknown {
  const url = random.pick(urls);
  switch (random.int(8)) {
    case 0:
    case 1:
      return url;
    case 2:
    case 3:
    case 4:
      return mutateText(random, url, random.pick(urls));
    case 5:
      return URL.canParse(url) ? new URL(url) : url;
    case 6:
      return `ws://${randomText(random, random.int(30))}`;
    default:
      return hostile(random);
  }
}

function drawParams(random: Random, depth: number): unknown {
  if (random.chance(0.1)) return hostile(random);
  return Object.fromEntries(
    Array.from({ length: random.int(4) }, () => [
      random.chance(0.5) ? random.pick(['user_id', 'a b', 'a&b', '[x]']) : oddKey(random),
      depth > 0 && random.chance(0.4) ? drawParams(random, depth - 1) : oddValue(random, 1),
    ]),
  );
}

const drawToken = (random: Random): unknown =>
  random.pick([() => MARK, () => oddText(random), () => randomText(random, 20), () => hostile(random)])();

const drawHeaders = (random: Random): unknown =>
  random.pick([
    () => ({ authorization: MARK }),
    () => ({ 'x-header': oddText(random) }),
    () => ({ [oddText(random)]: MARK }),
    () => ({ 'x-header': hostile(random) }),
    () => new Headers({ authorization: MARK }),
    () => hostile(random),
  ])();

/** A value, or one of the ways in which a function may give it, or fail to. */
function resolvable(random: Random, value: unknown): unknown {
  return random.weighted<() => unknown>([
    [6, () => value],
    [2, () => () => value],
    [2, () => async () => value],
    [1, () => () => Promise.reject(new Error(`a rejection with ${MARK}`))],
    [0.5, () => () => hostile(random)],
  ])();
}

/** All that an endpoint is made of. */
export function drawEndpoint(random: Random): Readonly<Record<string, unknown>> {
  const endpoint: Record<string, unknown> = { url: resolvable(random, drawUrl(random)) };
  if (random.chance(0.6)) endpoint.params = resolvable(random, drawParams(random, 2));
  if (random.chance(0.3)) endpoint.authToken = resolvable(random, drawToken(random));
  if (random.chance(0.3)) endpoint.headers = resolvable(random, drawHeaders(random));
  return endpoint;
}
