import { Attempts } from './attempts.ts';
import type { Channel } from './channel.types.ts';
import { TestClock } from './clock.ts';
import { Desk } from './desk.ts';
import { Expectations } from './expectations.ts';
import { Journal } from './journal.ts';
import { expecting } from './kit.expect.ts';
import type { TestServer, TestServerOptions } from './kit.types.ts';
import { fetchOf } from './longpoll.fetch.ts';
import { createLongPoll } from './longpoll.ts';
import { network } from './memory.ts';
import { createPhoenix } from './phoenix.ts';
import { webSocketOf } from './websocket.ts';

/**
 * Makes a server that your test controls. It needs no port, and you do not have to stop it.
 *
 * Attempts to connect wait until you call {@link TestServer.accept}, `refuse` or `unplug`. Joins of topics that
 * `channels` does not serve wait until {@link TestServer.expectJoin} answers them.
 *
 * @throws RangeError when `now` is not a finite number from 0 up.
 */
export function createTestServer({ now = 0, longPoll = {}, ...options }: TestServerOptions = {}): TestServer {
  const clock = new TestClock({ now });
  const time = () => clock.now();
  const journal = new Journal(time);
  const attempts = new Attempts(journal, time);
  const desk = new Desk(attempts, journal, time, (topic) => phoenix.joined(topic));
  const phoenix = createPhoenix({
    ...options,
    channels: { ...options.channels, '*': options.channels?.['*'] ?? desk.channel },
    onFrame: (frame) => {
      desk.read(frame);
      options.onFrame?.(frame);
    },
  });
  const memory = network(attempts.listen(phoenix));
  memory.wait();
  const transport = attempts.dialing(memory.transport);
  const polls = createLongPoll(transport, longPoll, clock);
  const url = `ws://server.test${options.path ?? '/socket'}`;
  const expectations = new Expectations(clock, journal);

  const joined = (topic: string): readonly Channel[] => {
    const channels = phoenix.joined(topic);
    if (channels.length > 0) return channels;
    const held = desk.holds(topic) ? ' A join of it waits for its answer.' : '';
    throw new Error(`Nobody has joined "${topic}".${held}`);
  };

  return {
    ...expecting(expectations, desk, memory.accept),
    clock,
    transport,
    fetch: fetchOf(polls),
    WebSocket: webSocketOf(transport, clock),
    url,
    options: (input) => ({ clock, input: { url, transport, jitter: 0, ...input } }),
    elapse: (ms) => expectations.elapse(ms),
    accept: memory.accept,
    refuse: ({ httpStatus } = { httpStatus: 403 }) => memory.refuse({ httpStatus }),
    stall: memory.wait,
    unplug: memory.unplug,
    drop: memory.drop,
    close: (code = 1000) => memory.close(code),
    freeze: () => {
      memory.freeze();
      polls.freeze();
      attempts.freeze();
    },
    get connections() {
      return attempts.open;
    },
    push: (topic, event, payload) => {
      for (const channel of joined(topic)) channel.push(event, payload);
    },
    broadcast: (topic, event, payload) => {
      if (joined(topic).length > 0) phoenix.broadcast(topic, event, payload);
    },
    crash: (topic) => {
      for (const channel of joined(topic)) channel.stop(new Error('The test lets this channel crash.'));
    },
    stop: (topic) => {
      for (const channel of joined(topic)) channel.stop();
    },
    reply: (push, status, response) => push.reply(status, response),
    acts: journal.acts,
    frames: desk.frames,
    report: () => journal.tell(),
  };
}
