/**
 * Presence beside that of npm's phoenix: 1000 members, and 10000 diffs of one entry each. Both get the same messages, as their
 * channels would hand them on.
 * Run: npx tsx --conditions=xstate-phoenix-source bench/presence.ts
 */
import { Presence } from 'phoenix';
import type { TransportSink } from 'xstate-phoenix';
import { clientMachine, interpret, join } from 'xstate-phoenix';
import { createPresence } from 'xstate-phoenix/presence';
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

/** A channel of phoenix.js, as far as Presence needs it. */
function theirs(): Subject {
  const handlers = new Map<string, (payload: object) => void>();
  const channel = {
    on: (event: string, handle: (payload: object) => void) => handlers.set(event, handle),
    joinRef: () => '1',
  };
  const presence = new Presence(channel);
  let heard = 0;
  presence.onJoin(() => heard++);
  presence.onLeave(() => heard++);
  presence.onSync(() => heard++);
  return {
    say: (event, payload) => handlers.get(event)?.(payload),
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

const subjects = { 'npm phoenix': theirs, 'xstate-phoenix, its channel included': ours };
for (const readsEach of [1, 100])
  for (const [name, make] of Object.entries(subjects)) {
    const each: number[] = [];
    const states: number[] = [];
    let result = '';
    for (let round = 0; round < ROUNDS; round += 1) {
      const subject = make();
      const messages = diffs();
      states.push(nanoseconds(1, () => subject.say('presence_state', members())) / 1_000);
      let at = 0;
      const diffing = nanoseconds(DIFFS, () => {
        subject.say('presence_diff', messages[at] ?? {});
        at += 1;
        if (readsEach > 1 && at % readsEach === 0) subject.list();
      });
      if (round >= 2) each.push(diffing);
      result = `${subject.list()} members, ${subject.heard()} calls`;
    }
    if (readsEach === 1) show(`the state, ${name}`, spreadOf(states), 'us');
    show(`a diff${readsEach > 1 ? `, a list after ${readsEach}` : ''}, ${name}`, spreadOf(each), 'ns');
    console.log(`  ${result}`);
  }
