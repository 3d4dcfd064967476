import type { Frame } from 'xstate-phoenix';
import type { Random } from '../proof/random.ts';
import { type LiveWorld, roles } from './live.world.ts';
import { joined, mutateBytes, mutateText } from './mutate.ts';
import { type Recorded, recordedMessages } from './recordings.ts';
import { MARK, oddText, randomText } from './texts.ts';

const recorded = recordedMessages();

const server = {
  v1: recorded.v1.filter(({ isServer }) => isServer),
  v2: recorded.v2.filter(({ isServer }) => isServer),
};

/** A message from outside: sound, broken, or never sound at all; aimed at the world as it is. */
export function drawMessage(random: Random, world: LiveWorld): string | ArrayBuffer {
  const text = random.chance(0.75);
  switch (random.int(8)) {
    case 0:
    case 1:
    case 2:
      return text ? textOf(world, aimed(random, world)) : bytesOf(random, aimed(random, world));
    case 3:
      return text
        ? mutateText(random, textOf(world, aimed(random, world)), textOf(world, aimed(random, world)))
        : mutateBytes(
            random,
            new Uint8Array(bytesOf(random, aimed(random, world))),
            new Uint8Array(bytesOf(random, aimed(random, world))),
          ).buffer;
    case 4:
    case 5:
      return transplanted(random, world);
    case 6:
      return mutated(random, anyRecorded(random), anyRecorded(random));
    default:
      return random.chance(0.5)
        ? randomText(random, random.int(60))
        : Uint8Array.from({ length: random.int(60) }, () => random.int(random.chance(0.5) ? 8 : 256)).buffer;
  }
}

function anyRecorded(random: Random): Recorded {
  return random.pick(random.chance(0.25) ? recorded.v1 : recorded.v2);
}

function mutated(random: Random, { data }: Recorded, { data: other }: Recorded): string | ArrayBuffer {
  if (typeof data === 'string') return mutateText(random, data, typeof other === 'string' ? other : MARK);
  return mutateBytes(random, data, typeof other === 'string' ? Buffer.from(other) : other).buffer;
}

/** A recorded message of the server's, with topics and refs of this world put in, and broken in half of the cases. */
function transplanted(random: Random, world: LiveWorld): string | ArrayBuffer {
  const { data } = random.pick(world.dialect === 'v1' ? server.v1 : server.v2);
  if (typeof data !== 'string') return mutated(random, { data, isServer: true }, anyRecorded(random));
  const [topic] = random.pick(roles);
  const text = data
    .replace(/"(echo|room):[^"]*"/, () => JSON.stringify(topic))
    .replace(/^\["\d+"|"ref":"\d+"/, (found) => {
      const ref = JSON.stringify(refOf(random, world, topic));
      return found.startsWith('[') ? `[${ref}` : `"ref":${ref}`;
    })
    .replace(/^(\[(?:null|"[^"]*"),)"\d+"/, (_, head: string) => head + JSON.stringify(refOf(random, world, topic)));
  return random.chance(0.5) ? text : mutateText(random, text, data);
}

/** A frame that is sound to look at: its topic, refs, event and payload are ones that mean something here, mostly. */
function aimed(random: Random, world: LiveWorld): Frame {
  const topic = random.chance(0.92) ? random.pick(roles)[0] : random.chance(0.5) ? 'phoenix' : oddText(random);
  const joinRef = random.chance(0.6) ? world.joinRef(topic) : refOf(random, world, topic);
  const ref = refOf(random, world, topic);
  const event = random.weighted([
    [5, 'phx_reply'],
    [4, 'new_msg'],
    [1, 'phx_close'],
    [1, 'phx_error'],
    [0.5, 'phx_join'],
    [0.5, 'phx_leave'],
    [1, oddText(random)],
  ]);
  return [joinRef, ref, topic, event, event === 'phx_reply' ? replyOf(random) : payloadOf(random, 3)];
}

/** A ref that may be live, of the past, of something else, or none. */
function refOf(random: Random, world: LiveWorld, topic: string): string | null {
  const joinRef = world.joinRef(topic);
  const refs: readonly (() => unknown)[] = [
    () => joinRef,
    () => joinRef,
    () => world.leaveRef(topic),
    () => random.pick([...world.asked.keys(), null]),
    () => random.pick([...world.stale, null]),
    () => world.joinRef(random.pick(roles)[0]),
    () => null,
    () => `${joinRef} `,
    () => `0${joinRef}`,
    () => Number(joinRef),
    () => String(Number(joinRef) + random.between(-3, 3)),
    () => (random.chance(0.2) ? payloadOf(random, 2) : oddText(random)),
  ];
  // The refs of the wire are whatever JSON can say; the type is that of a sound one.
  return random.pick(refs)() as string | null;
}

function replyOf(random: Random): unknown {
  const status = random.weighted<unknown>([
    [6, 'ok'],
    [3, 'error'],
    [1, oddText(random)],
    [0.5, payloadOf(random, 1)],
  ]);
  const response = random.chance(0.3)
    ? { reason: random.pick(['unmatched topic', 'unauthorized', 'forbidden', 'no', null, {}]) }
    : payloadOf(random, 2);
  return random.weighted<unknown>([
    [8, { status, response }],
    [1, { status }],
    [1, { response }],
    [1, payloadOf(random, 2)],
  ]);
}

/** Anything that JSON can say, nested up to `depth`. */
function payloadOf(random: Random, depth: number): unknown {
  switch (random.int(depth > 0 ? 9 : 6)) {
    case 0:
      return oddText(random);
    case 1:
      return random.pick([0, -1, 1.5, 1e308, 2 ** 53]);
    case 2:
      return random.pick([null, true, false]);
    case 3:
      return { body: MARK };
    case 4:
      return {};
    case 5:
      return [];
    case 6:
      return Array.from({ length: random.int(4) }, () => payloadOf(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.int(4) }, () => [oddText(random), payloadOf(random, depth - 1)]),
      );
  }
}

function textOf(world: LiveWorld, [joinRef, ref, topic, event, payload]: Frame): string {
  if (world.dialect !== 'v1') return JSON.stringify([joinRef, ref, topic, event, payload]);
  return JSON.stringify({ topic, event, payload, ref: event === 'phx_close' || event === 'phx_error' ? joinRef : ref });
}

/** Writes a binary frame as the server does. A field of more than 255 bytes gets a wrong length. */
function bytesOf(random: Random, [joinRef, ref, topic, event, payload]: Frame): ArrayBuffer {
  const body = Buffer.from(JSON.stringify(payload));
  const kind = event === 'phx_reply' ? 1 : random.chance(0.7) ? 0 : 2;
  const status = random.pick(['ok', 'error', '']);
  const texts = [
    [joinRef, topic, event],
    [joinRef, ref, topic, status],
    [topic, event],
  ][kind];
  const fields = (texts ?? []).map((text) => Buffer.from(typeof text === 'string' ? text : ''));
  return joined(Uint8Array.of(kind, ...fields.map(({ length }) => length)), ...fields, body).buffer;
}
