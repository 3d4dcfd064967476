import { connect, createServer, type Socket } from 'node:net';
import { createLane, type Lane, type Manners } from './lane.ts';

/** Which way bytes go: `up` to the server, `down` to the client. */
export type Way = 'up' | 'down';

/** What happens to new connections: they pass, are reset at once, or are never answered. */
export type Door = 'open' | 'refuse' | 'hang';

/** One connection through the proxy. */
export interface Link {
  /** Does this to the bytes of one way, or of both, from now on. `{}` heals. */
  treat(ways: Way | 'both', manners: Manners): void;
  /** Ends both sides: by a reset, or by the orderly end of TCP (FIN). */
  cut(by?: 'rst' | 'fin'): void;
  /** Tells the end of one way that nothing more will come, while the other way goes on. */
  halfClose(way: Way): void;
}

/** A way to a server that can be made bad, on the loopback interface. */
export interface FaultyProxy {
  readonly port: number;
  /** The connections that have an end left, oldest first. */
  readonly links: readonly Link[];
  /** Connections so far, those that were not let in included. */
  readonly arrivals: number;
  /** The faults of all connections, present and future. */
  treat(ways: Way | 'both', manners: Manners): void;
  /** What happens to new connections from now on. */
  receive(door: Door): void;
  cut(by?: 'rst' | 'fin'): void;
  halfClose(way: Way): void;
  /** All as at the beginning, for the present connections too: what was held goes on its way. */
  heal(): void;
  /** Resets what is open and stops listening; no handle is left. */
  stop(): Promise<void>;
}

/** Starts a proxy before a port of this machine. */
export async function startProxy(target: number, port = 0): Promise<FaultyProxy> {
  const links = new Set<Link>();
  const sockets = new Set<Socket>();
  const weather: Record<Way, Manners> = { up: {}, down: {} };
  let door: Door = 'open';
  let arrivals = 0;

  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => {
    arrivals += 1;
    keep(client);
    if (door === 'refuse') client.resetAndDestroy();
    if (door !== 'open') return;
    const origin = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const link = createLink(client, keep(origin), () => links.delete(link));
    links.add(link);
    link.treat('up', weather.up);
    link.treat('down', weather.down);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const treat: FaultyProxy['treat'] = (ways, manners) => {
    for (const way of waysOf(ways)) weather[way] = manners;
    for (const link of links) link.treat(ways, manners);
  };

  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    get links() {
      return [...links];
    },
    get arrivals() {
      return arrivals;
    },
    treat,
    receive: (next) => {
      door = next;
    },
    cut: (by) => {
      for (const link of [...links]) link.cut(by);
    },
    halfClose: (way) => {
      for (const link of links) link.halfClose(way);
    },
    heal: () => {
      door = 'open';
      treat('both', {});
    },
    stop: async () => {
      const stopped = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.resetAndDestroy();
      await stopped;
    },
  };
}

/** Joins two sockets. Each end is told of the other's, unless that way is held. */
function createLink(client: Socket, server: Socket, over: () => void): Link {
  const lanes: Record<Way, Lane> = { up: createLane(client, server), down: createLane(server, client) };
  let left = 2;
  for (const socket of [client, server])
    socket.on('close', () => {
      left -= 1;
      if (left === 0) over();
    });
  return {
    treat: (ways, manners) => {
      for (const way of waysOf(ways)) lanes[way].treat(manners);
    },
    cut: (by = 'rst') => {
      for (const socket of [client, server]) {
        if (by === 'rst') socket.resetAndDestroy();
        else socket.destroySoon();
      }
    },
    halfClose: (way) => {
      if (way === 'up') server.end();
      else client.end();
    },
  };
}

function waysOf(ways: Way | 'both'): readonly Way[] {
  return ways === 'both' ? ['up', 'down'] : [ways];
}
