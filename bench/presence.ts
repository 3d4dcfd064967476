/**
 * Presence beside that of npm's phoenix: 1000 members, and 10000 diffs of one entry each, in alternating rounds. Both get the
 * same messages through their channels.
 * Run: npm run bench -- presence
 */
import type { TransportSink } from 'xstate-phoenix';
import { clientMachine, interpret, join } from 'xstate-phoenix';
import { createPresence } from 'xstate-phoenix/presence';
import { npm } from '../test/phoenix/support/npm.ts';
import { nanoseconds, show, spreadOf } from './measure.ts';

const ROUNDS = 12;
const MEMBERS = 1_000;
const DIFFS = 10_000;

const meta = (ref: number) => ({ phx_ref: `F${ref}`, name: `user ${ref}`, online_at: 1_795_389_901 });
const members = () =>
  Object.fromEntries(Array.from({ length: MEMBERS }, (_, index) => [`user:${index}`, { metas: [meta(index)] }]));

/** Each member in turn leaves, and joins again. */
function diffs(): { joins: object; leaves: object }[] {
  return Array.from({ length: DIFFS }, (_, index) => {
    const user = Math.floor(index / 2) % MEMBERS;
    const round = Math.floor(index / 2 / MEMBERS);
    const entry = (ref: number) => ({ [`user:${user}`]: { metas: [meta(ref)] } });
    return index % 2 === 0
      ? { joins: {}, leaves: entry(user + round * MEMBERS) }
      : { joins: entry(user + (round + 1) * MEMBERS), leaves: {} };
  });
}

interface Subject {
  say(event: string, payload: object): void;
  heard(): number;
  list(): number;
}

/** A joined channel of phoenix.js. Its messages are triggered, without a frame. */
function theirs(): Subject {
  const channel = new npm.Socket('ws://bench.test/socket').channel('room:0');
  channel.joinPush.ref = '1';
  const presence = new npm.Presence(channel);
  let heard = 0;
  presence.onJoin(() => heard++);
  presence.onLeave(() => heard++);
  presence.onSync(() => void heard++);
  return {
    say: (event, payload) => channel.trigger(event, payload, null, null),
    heard: () => heard,
    list: () => presence.list().length,
  };
}

/** A joined topic. Its messages are sent to its actor, without a frame. */
function ours(): Subject {
  let sink: TransportSink | undefined;
  const client = interpret(clientMachine, {
    input: {
      url: 'ws://bench.test/socket',
      heartbeatIntervalMs: 0,
      transport: (_, given) => {
        sink = given;
        return { send: answer, close: () => {} };
      },
    },
  }).start();
  function answer(data: string | ArrayBuffer): void {
    const [joinRef, ref, topic] = JSON.parse(String(data));
    sink?.received(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} }]));
  }
  sink?.opened();
  const room = join(client, 'room:0');
  const presence = createPresence(room);
  let heard = 0;
  presence.onJoin(() => heard++);
  presence.onLeave(() => heard++);
  presence.onSync(() => heard++);
  return {
    say: (event, payload) => room.send({ type: 'channel.message', joinRef: null, event, payload }),
    heard: () => heard,
    list: () => presence.list().length,
  };
}

const subjects = { 'npm phoenix': theirs, 'xstate-phoenix': ours };
for (const readsEach of [0, 100]) {
  const measured = new Map(
    Object.keys(subjects).map((name) => [name, { each: [] as number[], states: [] as number[] }]),
  );
  const results = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [name, make] of Object.entries(subjects)) {
      const subject = make();
      const messages = diffs();
      const state = nanoseconds(1, () => subject.say('presence_state', members())) / 1_000;
      let at = 0;
      const diffing = nanoseconds(DIFFS, () => {
        subject.say('presence_diff', messages[at] ?? {});
        at += 1;
        if (readsEach > 0 && at % readsEach === 0) subject.list();
      });
      results.add(`${subject.list()} members, ${subject.heard()} calls`);
      // The first rounds warm up.
      if (round < 2) continue;
      measured.get(name)?.states.push(state);
      measured.get(name)?.each.push(diffing);
    }
  for (const [name, { each, states }] of measured) {
    if (readsEach === 0) show(`the state, ${name}`, spreadOf(states), 'us');
    show(`a diff${readsEach > 0 ? `, a list after ${readsEach}` : ''}, ${name}`, spreadOf(each), 'ns');
  }
  console.log(`  each: ${[...results].join(' or ')}`);
}
