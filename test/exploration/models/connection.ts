import type { Model } from '../model.ts';
import { delays } from './delays.ts';

/**
 * The life of a connection with one topic on it: every order of what its user, the network, the server and the device
 * can do to it.
 *
 * Bounds: 1 connect, 2 disconnects, 1 reconnect; 2 changes of the network; 2 ends of lines, by cut, by freeze, or by the
 * server with 1000 or 1012; 1 broadcast; 1 sign of the device. Parcels of both directions, parcels of lines that were given up, and
 * timers come in any order, without a bound; queues of 3.
 */
export const connection: Model = {
  name: 'connection',
  topics: ['a'],
  options: { input: { ...delays, heartbeatIntervalMs: 400, heartbeatTimeoutMs: 200 } },
  begin: [{ act: 'network', is: 'up' }, { act: 'join', topic: 'a', params: 'value' }, { act: 'up' }, { act: 'down' }],
  acts: [
    { act: 'up' },
    { act: 'down' },
    { act: 'late' },
    { act: 'tick' },
    { act: 'elapse', ms: 1_000 },
    { act: 'network', is: 'up' },
    { act: 'network', is: 'down' },
    { act: 'network', is: 'hanging' },
    { act: 'network', is: 503 },
    { act: 'connect' },
    { act: 'disconnect' },
    { act: 'reconnect' },
    { act: 'cut' },
    { act: 'freeze' },
    { act: 'close', code: 1000 },
    { act: 'close', code: 1012 },
    { act: 'broadcast', topic: 'a' },
    { act: 'wake', by: 'network.online' },
    { act: 'wake', by: 'network.offline' },
  ],
  limits: [
    { acts: ['network'], times: 2 },
    { acts: ['connect'], times: 1 },
    { acts: ['disconnect'], times: 2 },
    { acts: ['reconnect'], times: 1 },
    { acts: ['cut', 'freeze', 'close'], times: 2 },
    { acts: ['broadcast'], times: 1 },
    { acts: ['wake'], times: 1 },
  ],
  queue: 3,
};
