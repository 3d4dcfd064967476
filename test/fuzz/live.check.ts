import type { ChannelRef } from 'xstate-phoenix';
import { isSamePayload } from './codec.ts';
import { type LiveWorld, roles } from './live.world.ts';
import { assure } from './target.ts';
import { MARK } from './texts.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** The states a topic can be in, `gone` for one that has no channel. */
const legal: ReadonlySet<string> = new Set([
  ...['joining', 'joined', 'leaving', 'closed', 'gone'],
  ...['rejoin-waiting.backoff', 'rejoin-waiting.offline'],
]);

/** The most timers that a client of so many topics needs: two for each topic, and three of the connection. */
const MOST_TIMERS = 2 * roles.length + 3;

/**
 * Gives a message to the client, and compares what happens with the verdict.
 *
 * @param value - What the message says as JSON, where that is known already.
 */
export function receiveAndCheck(world: LiveWorld, data: unknown, value?: unknown): void {
  const verdict = verdictOf(world, data, value);
  feed(world, verdict, () => world.receive(data));
}

/** The same for a message that the transport could not read. */
export function unreadableAndCheck(world: LiveWorld): void {
  feed(world, { kind: 'dropped', why: 'malformed' }, () => world.unreadable());
}

function feed(world: LiveWorld, verdict: Verdict, act: () => void): void {
  const before = roles.map(([topic]) => world.room(topic)?.getSnapshot());
  const { status, value } = world.client.getSnapshot();
  assure(status === 'active' && typeof value === 'object' && 'connected' in value, 'the client is not connected');
  world.said = [];
  world.heard = [];
  world.delivered = 0;
  act();
  assure(world.flaws.length === 0, () => world.flaws.join('; '));
  checkClient(world);
  checkDrops(world, verdict);
  if (verdict.kind !== 'harmless') checkTopics(world, verdict, before);
}

/** The client is as it was: a frame is no reason to lose the connection. */
function checkClient({ client, clock }: LiveWorld): void {
  const { status, value } = client.getSnapshot();
  assure(status === 'active', () => `the client is ${status}`);
  assure(typeof value === 'object' && 'connected' in value, () => `the client is ${JSON.stringify(value)}`);
  assure(clock.timers <= MOST_TIMERS, () => `${clock.timers} timers run`);
}

/** A frame that is dropped is reported once, without a quote of it. */
function checkDrops({ said }: LiveWorld, verdict: Verdict): void {
  const expected = verdict.kind === 'dropped' ? 1 : 0;
  let drops = 0;
  for (const event of said) {
    if (event.type === 'heartbeat' && (verdict.kind === 'beat' || verdict.kind === 'harmless')) continue;
    assure(
      event.type === 'frame.dropped',
      () => `the client emitted ${event.type} for a frame that is ${verdict.kind}`,
    );
    drops += 1;
    const why = verdict.kind === 'dropped' ? verdict.why : null;
    assure(why === null || event.why === why, () => `dropped as ${event.why} instead of ${why}`);
    assure(!event.error?.message.includes(MARK), () => `frame.dropped quotes the frame: ${event.error?.message}`);
  }
  if (verdict.kind === 'harmless') assure(drops <= 1, () => `dropped ${drops} times`);
  else assure(drops === expected, () => `dropped ${drops} times, and the frame is ${verdict.kind}`);
}

type Before = readonly (ReturnType<ChannelRef['getSnapshot']> | undefined)[];

/** At most one topic emits something or changes, and in the right way. */
function checkTopics(world: LiveWorld, verdict: Verdict, before: Before): void {
  const changed = roles
    .filter(([topic], at) => world.room(topic)?.getSnapshot() !== before[at])
    .map(([topic]) => topic);
  const events = world.heard.map(([, { type }]) => type);
  const messages = events.filter((type) => type === 'message').length;
  assure(world.delivered === messages, () => `two listeners heard ${world.delivered} and ${messages} messages`);
  switch (verdict.kind) {
    case 'delivered': {
      const [topic, event] = world.heard[0] ?? [];
      const [joinRef, , of, name, payload] = verdict.frame;
      assure(events.length === 1 && event?.type === 'message', () => `heard ${events.join()} instead of one message`);
      assure(topic === of && event.topic === of, () => `"${topic}" heard a message for "${of}"`);
      assure(event.event === name && event.joinRef === joinRef, 'a message has another event or join_ref');
      assure(isSamePayload(event.payload, payload), 'a message has another payload');
      assure(changed.length === 0, () => `a message changed the snapshot of ${changed.join()}`);
      return;
    }
    case 'settled': {
      const [, event] = world.heard[0] ?? [];
      assure(
        events.length === 1 && event?.type === 'reply' && event.id === verdict.id,
        () => `heard ${events.join()} instead of the reply to "${verdict.id}"`,
      );
      assure(!world.pending.has(verdict.id), () => `"${verdict.id}" still waits`);
      return;
    }
    case 'moved': {
      assure(changed.length === 1, () => `the frame changed ${changed.join()}, and concerns one topic`);
      const [topic = ''] = changed;
      const state = world.stateOf(topic);
      assure(legal.has(state), () => `"${topic}" is in no state: ${state}`);
      assure(verdict.to.includes(state), () => `"${topic}" is ${state} instead of ${verdict.to.join(' or ')}`);
      assure(messages === 0, 'a message was delivered of a frame that is none');
      return;
    }
    default:
      assure(changed.length === 0, () => `a frame that is ${verdict.kind} changed the snapshot of ${changed.join()}`);
      assure(events.length === 0, () => `a frame that is ${verdict.kind} was heard as ${events.join()}`);
  }
}

/** After all of that: a sound frame is delivered, nothing is left behind, and everything can be ended. */
export function conclude(world: LiveWorld): void {
  for (const [topic, role] of roles) world.put(topic, role);
  receiveAndCheck(world, soundMessage(world));
  const { topics, joins } = world.client.getSnapshot().context.connection;
  const sizes = [topics.awaited.size, joins.size, topics.channels.size];
  assure(Math.max(...sizes) <= roles.length, () => `tables have ${sizes.join()} entries for ${roles.length} topics`);
  for (const [topic] of roles) world.put(topic, 'gone');
  assure(topics.channels.size === 0 && topics.awaited.size === 0, 'topics that were left are still in a table');
  assure(world.pending.size === 0, () => `${world.pending.size} pushes have no outcome`);
  world.client.send({ type: 'client.disconnect' });
  world.conclude();
  assure(world.client.getSnapshot().matches('disconnected'), 'the client can not be disconnected');
  assure(world.clock.timers === 0, () => `${world.clock.timers} timers have outlived the connection`);
  world.client.stop();
  assure(world.flaws.length === 0, () => world.flaws.join('; '));
}

function soundMessage(world: LiveWorld): string {
  const topic = 'room:joined';
  const frame = [world.joinRef(topic), null, topic, 'new_msg', { body: 'still here' }] as const;
  return JSON.stringify(world.dialect === 'v1' ? { topic, event: 'new_msg', payload: frame[4], ref: null } : frame);
}
