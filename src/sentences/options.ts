import { kindOf } from './kind.ts';

/** What is wrong with an option or an argument, by code. Each is read behind the path of the option. */
export const optionSentences = {
  delay: () => 'must be a number from 0, or Infinity',
  positive: () => 'must be a number above 0, or Infinity',
  delays: () => 'must be a list of milliseconds with at least one entry, or a function of the attempt',
  count: () => 'must be a whole number from 1, or Infinity',
  jitter: () => 'must be a number from 0 to 1',
  maxBufferedAmount: () => 'must be a number of bytes from 0, or Infinity',
  choice: (allowed: readonly unknown[]) => `must be one of ${allowed.map((item) => JSON.stringify(item)).join(', ')}`,
  function: () => 'must be a function',
  authToken: () => 'must be a string, or a function that gives one',
  url: () => 'must be a string, a URL, or a function that gives one',
  params: () => 'must be a plain object, or a function that gives one',
  headers: () => 'must be a plain object of strings, or a function that gives one',
  // The name is not quoted: if name and value are swapped by mistake, it is a token.
  name: (index: number) => `has an illegal name: that of header ${index + 1}`,
  value: () => 'must not contain line breaks or characters outside Latin-1',
  signal: () => 'must be an AbortSignal',
  pushBuffer: () => 'must be an object like { max: 100, overflow: "reject" }',
  serializer: () => 'must have vsn, encode and decode, like v2(), and may have a function capture',
  unknown: (known: object) => `is not an option; use ${Object.keys(known).sort().join(', ')}`,
  unreadable: () => 'throws when it is read',
  options: () => 'must be an object',
  options_unreadable: () => 'throw when they are read',
  input: () => 'the input must be an object with at least a url',
  input_unreadable: () => 'the input throws when it is read',
  required: () => 'is missing; it is the only option that is required',
  params_unencodable: () => 'can not be encoded',
  nothing_given: (given: unknown) => `has no value yet: its function gave ${kindOf(given)}`,
  delay_given: (given: unknown, isPromise: boolean) =>
    `must give milliseconds, 0 or more, but gave ${isPromise ? 'a promise' : kindOf(given)}; the default is used`,
  frame_given: (given: unknown, isPromise: boolean) =>
    `must return a frame, null to drop it, or nothing to leave it as it is; it gave ${isPromise ? 'a promise' : kindOf(given)}`,
  heartbeatIntervalMs: (restMs: number, safeMs: number) =>
    `is ${restMs}, and Phoenix closes after 60000 ms without a frame; up to ${safeMs} is safe`,
  close_code: () => 'must be 1000, or from 3000 to 4999',
  client: () => 'must be an actor of clientMachine, or of what defineClient made',
  onCall: () => 'is not given, so nobody answers calls',
} as const;

/** What is wrong with a topic, an event, a listener, or a persisted snapshot, by code. */
export const nameSentences = {
  string: () => 'must be a string that is not empty',
  topic_reserved: (topic: string) => `"${topic}" is reserved for heartbeats`,
  event_reserved: (event: string) => `"${event}" is reserved (use join or leave)`,
  event_unknown: (type: string) =>
    `"${type}" is unknown; send your own events to the client, for onEvent, and let none begin like ours ("client." and so on)`,
  listen: () => 'must be a string that is not empty, a RegExp or a function',
  listen_reserved: (event: string) =>
    `"${event}" is reserved and never a message (use room.on() for joins, crashes and ends)`,
  snapshot: () => 'is not what getPersistedSnapshot() of a client gave',
  version: (found: unknown, known: number) =>
    `is of version ${typeof found === 'number' ? found : 'unknown'}, and only version ${known} can be read here; start without it, or update xstate-phoenix`,
  topic: () => 'must be an object with a topic',
  restored: () =>
    'is missing: a client is restored by interpret(clientMachine, { input, snapshot }), not with its parent',
  channel_input: () => 'must be an object with a topic and a host',
} as const;
