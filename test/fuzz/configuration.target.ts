import {
  type ClientInput,
  type Configuration,
  ConfigurationError,
  clientMachine,
  interpret,
  join,
  type ParsedConfiguration,
  parseConfiguration,
  type TransportFactory,
  type TransportSink,
} from 'xstate-phoenix';
import { TestClock } from 'xstate-phoenix/testing';
import { drawInput, options } from './configuration.draw.ts';
import { lesser, shown } from './shrink.ts';
import { assure, type Target } from './target.ts';
import { MARK } from './texts.ts';

interface Given {
  readonly input: unknown;
  /** Whether a client is made of it. */
  readonly runs: boolean;
}

/** The most timers that may fire: with a very short interval, time would hardly go on. */
const STEPS = 12;

/** Whatever is given as the input of a client. */
export const configuration: Target<Given> = {
  name: 'configuration',
  inputsPerCase: 1,
  draw: (random) => ({ input: drawInput(random), runs: random.chance(0.05) }),

  async run({ input, runs }) {
    const parsed = parse(input);
    checkParsed(parsed);
    if (runs) await checkClient(input as ClientInput, parsed);
  },

  *smaller({ input, runs }) {
    for (const less of lesser(input)) yield { input: less, runs };
  },

  show: ({ input, runs }) => `${runs ? 'a client of ' : ''}${shown(input)}`,
};

function parse(input: unknown): ParsedConfiguration {
  try {
    return parseConfiguration(input as ClientInput);
  } catch (error) {
    assure(false, `parseConfiguration threw: ${shown(error)}`);
  }
}

function checkParsed(parsed: ParsedConfiguration): void {
  if (parsed.ok) {
    checkAccepted(parsed.value);
    return;
  }
  assure(parsed.problems.length > 0, 'a configuration is refused without a problem');
  for (const { path, message } of parsed.problems) {
    assure(typeof path === 'string' && typeof message === 'string' && message !== '', 'a problem has no words');
    assure(!message.includes(MARK), `a problem of "${path}" quotes the value: ${message}`);
  }
}

/** Options that an accepted configuration need not have. */
const optional: ReadonlySet<string> = new Set(['authToken', 'jitter', 'shouldReconnect', 'shouldRejoin']);

/** A configuration that is accepted is complete, and a timer takes each of its delays. */
function checkAccepted(value: Configuration): void {
  for (const key of Object.keys(options)) {
    const option: unknown = Reflect.get(value, key);
    assure(option !== undefined || optional.has(key), `an accepted configuration has no ${key}`);
    if (key.endsWith('TimeoutMs') || key === 'heartbeatIntervalMs' || key === 'stableAfterMs')
      assure(isDelay(option), () => `accepted ${key}: ${shown(option)}`);
    if (key.endsWith('AfterMs') && key !== 'stableAfterMs')
      assure(
        typeof option === 'function' || (Array.isArray(option) && option.length > 0 && option.every(isDelay)),
        () => `accepted ${key}: ${shown(option)}`,
      );
  }
  const { jitter = 0, maxAttempts, maxBufferedAmount, pushBuffer } = value;
  assure(jitter >= 0 && jitter <= 1 && typeof jitter === 'number', () => `accepted jitter: ${shown(jitter)}`);
  assure(maxAttempts >= 1 && maxBufferedAmount >= 0 && pushBuffer.max >= 1, 'accepted a bound below what it bounds');
}

function isDelay(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 2 ** 31 - 1;
}

async function checkClient(input: ClientInput, parsed: ParsedConfiguration): Promise<void> {
  const clock = new TestClock();
  let sink: TransportSink | null = null;
  const transport: TransportFactory = (_, given) => {
    sink = given;
    return { send: () => {}, close: () => {} };
  };
  // Inherited, because a copy would leave out what only a class or an accessor gives.
  const whole = parsed.ok ? Object.create(input, { transport: { value: transport, enumerable: true } }) : input;
  const client = interpret(clientMachine, { clock, input: whole });
  client.subscribe({ error: () => {} });
  client.on('listener.failed', () => {});
  client.start();
  const { status, error } = client.getSnapshot();
  if (!parsed.ok) {
    assure(
      status === 'error' && error instanceof ConfigurationError,
      () => `a bad input is ${status}: ${shown(error)}`,
    );
    for (const { message } of error.problems) assure(!message.includes(MARK), () => `quoted: ${message}`);
    return;
  }
  const isAlive = () => {
    const now = client.getSnapshot();
    assure(now.status === 'active', () => `an accepted input ends in ${now.status}: ${shown(now.error)}`);
  };
  isAlive();
  const room = join(client, 'room', { params: {} });
  room.send({ type: 'channel.push', event: 'x', payload: {} });
  for (const act of acts) {
    for (let turn = 0; turn < 4; turn += 1) await null;
    if (sink) act(sink);
    for (let step = 0; step < STEPS && clock.step(clock.now() + 60_000); step += 1);
    isAlive();
    assure(room.getSnapshot().status === 'active', () => `a topic is ${room.getSnapshot().status}`);
  }
  client.stop();
  assure(clock.timers === 0, () => `${clock.timers} timers have outlived the client`);
}

const acts: readonly ((sink: TransportSink) => void)[] = [
  (sink) => sink.opened(),
  (sink) => sink.received('["1","1","room","phx_reply",{"status":"ok","response":{}}]'),
  (sink) => sink.received('["1",null,"room","x",{}]'),
  (sink) => sink.closed({ code: 1000, reason: '' }),
  (sink) => sink.opened(),
];
