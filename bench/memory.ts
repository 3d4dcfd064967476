/**
 * What a joined topic with one listener holds, by the kinds of objects that V8 knows. The server answers within the process.
 * Run: [TOPICS=5000] npm run bench -- memory
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPaths } from 'node:path';
import { writeHeapSnapshot } from 'node:v8';
import { awaitConnect, awaitJoin, clientMachine, interpret, join, on } from 'xstate-phoenix';
import { answering } from './answering.ts';

const TOPICS = Number(process.env.TOPICS ?? 5_000);

/** The file of `writeHeapSnapshot`, as far as we read it: each node is a row of so many numbers. */
interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly (readonly string[])[] };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/** How many objects of a kind there are, and the bytes that they take themselves. */
type Census = ReadonlyMap<string, { readonly count: number; readonly bytes: number }>;

async function census(): Promise<Census> {
  const folder = await mkdtemp(joinPaths(tmpdir(), 'topics-'));
  const file = writeHeapSnapshot(joinPaths(folder, 'topics.heapsnapshot'));
  const { snapshot, nodes, strings }: HeapSnapshot = JSON.parse(await readFile(file, 'utf8'));
  await rm(folder, { recursive: true });
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, name, size] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field));
  const kinds = new Map<string, { count: number; bytes: number }>();
  const read = (row: number, field = 0) => nodes[row + field] ?? 0;
  for (let row = 0; row < nodes.length; row += fields.length) {
    const of = types[0]?.[read(row, type)] ?? '';
    // The text of each string is a name of its own.
    const kind = of.includes('string') || of === 'code' ? of : `${of} ${strings[read(row, name)]}`.trim();
    const { count, bytes } = kinds.get(kind) ?? { count: 0, bytes: 0 };
    kinds.set(kind, { count: count + 1, bytes: bytes + read(row, size) });
  }
  return kinds;
}

const client = interpret(clientMachine, {
  input: { url: 'ws://bench.test/socket', heartbeatIntervalMs: 0, transport: answering().transport },
}).start();
await awaitConnect(client);
const joinAll = (topics: readonly string[]) =>
  Promise.all(
    topics.map((topic) => {
      const room = join(client, topic);
      on(room, 'new_msg', () => {});
      return awaitJoin(room);
    }),
  );
await joinAll(['room:first']);
const before = await census();
await joinAll(Array.from({ length: TOPICS }, (_, index) => `room:${index}`));
const after = await census();

const rows = [...after].map(([kind, { count, bytes }]) => {
  const { count: less = 0, bytes: fewer = 0 } = before.get(kind) ?? {};
  return { kind, count: (count - less) / TOPICS, bytes: (bytes - fewer) / TOPICS };
});
const all = rows.reduce((sum, { bytes }) => sum + bytes, 0);
console.log(`${all.toFixed(0)} bytes for each of ${TOPICS} topics:`);
for (const { kind, count, bytes } of rows.sort((a, b) => b.bytes - a.bytes))
  if (bytes >= 8) console.log(`${bytes.toFixed(0).padStart(6)} bytes ${count.toFixed(2).padStart(6)} x ${kind}`);
process.exit();
