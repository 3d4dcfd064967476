import type { ClientRef } from 'xstate-phoenix';
import { createPool, occupancy, type PoolInput } from 'xstate-phoenix/pool';
import { type Channel, type ChannelHandlers, createTestServer, type TestServer } from 'xstate-phoenix/testing';

/** A pool, and the server that it connects to. */
export interface Pooled {
  readonly server: TestServer;
  readonly pool: ReturnType<typeof createPool>;
  /** The channels that the server has of a topic. */
  at(topic: string): readonly Channel[];
  /** The numbers of the connections on which the server has a topic. */
  placesOf(topic: string): readonly number[];
  /** How many topics each connection of the pool has. */
  sizes(): readonly number[];
  /** The state of the chart of the pool's size. */
  size(): unknown;
  /** Cuts one connection, by its number at the server. */
  cut(connection: number): void;
  /** Lets everything be told that is on its way. */
  rest(): Promise<void>;
}

/** How the server differs from others. */
export interface ServerOptions {
  readonly maxChannels?: number;
  readonly join?: ChannelHandlers['join'];
  readonly connect?: Parameters<typeof createTestServer>[0] extends { connect?: infer Connect } | undefined
    ? Connect
    : never;
}

/** A pool before a server that answers joins, and pushes by their payload. The test accepts the connections. */
export function pooled(input: Partial<PoolInput> = {}, options: ServerOptions = {}): Pooled {
  const { maxChannels = 100_000, join = () => ({ ok: {} }), connect } = options;
  const open = new Map<string, Set<Channel>>();
  const handlers: ChannelHandlers = {
    join(params, channel) {
      const answer = join(params, channel);
      if ('ok' in answer) open.set(channel.topic, (open.get(channel.topic) ?? new Set()).add(channel));
      return answer;
    },
    handleIn: (event, payload) => (event === 'silent' ? undefined : { reply: ['ok', payload as object] }),
    terminate: (_, channel) => void open.get(channel.topic)?.delete(channel),
  };
  const server = createTestServer({ maxChannels, channels: { '*': handlers }, ...(connect && { connect }) });
  const { clock, input: client } = server.options(input);
  const pool = createPool({ ...client, ...input }, { clock });
  const at = (topic: string) => [...(open.get(topic) ?? [])];
  return {
    server,
    pool,
    at,
    placesOf: (topic) => at(topic).map(({ socket }) => socket.connection),
    sizes: () => occupancy(pool).connections.map(({ topics }) => topics),
    size: () => sizeOf(pool),
    cut: (connection) => {
      const channel = [...open.values()]
        .flatMap((set) => [...set])
        .find(({ socket }) => socket.connection === connection);
      if (channel === undefined) throw new Error(`Connection ${connection} has no topic.`);
      channel.socket.drop();
    },
    rest: () => server.elapse(0),
  };
}

/** The state of the chart of a pool's size; undefined while it has no connection. */
export function sizeOf(pool: ClientRef): unknown {
  const { children } = pool.getSnapshot();
  return 'transport' in children ? (children.transport as ClientRef).getSnapshot().value : undefined;
}

/** The topics `room:1`, `room:2` and so on. */
export function topics(count: number, from = 1): readonly string[] {
  return Array.from({ length: count }, (_, index) => `room:${from + index}`);
}
