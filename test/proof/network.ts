import type { TransportFactory } from 'xstate-phoenix';
import { Line, type LineWorld } from './line.ts';

/** Where all lines of a world are. */
export interface Network {
  /** Leads the client here. */
  readonly transport: TransportFactory;
  /** The line that was dialed last, as long as it is not over. */
  readonly line: Line | undefined;
  /** Lines that are not over, the oldest first; with lines that are closing there may be several. */
  readonly lines: readonly Line[];
  /** All frames that were delivered to the client, on any line, the newest last; not more than the last thousand. */
  readonly delivered: readonly string[];
  /** When the next parcel arrives by itself; Infinity without one. */
  readonly nextArrivalAt: number;
  /** Lets arrive what is due first. */
  arrive(): void;
}

/** Makes a network of lines. The parcels of one direction arrive in the order they were sent. */
export function createNetwork(world: Omit<LineWorld, 'delivered'>): Network {
  let lines: Line[] = [];
  let dialed = 0;
  const delivered: string[] = [];
  const keep = (data: string) => {
    if (delivered.push(data) > 1_000) delivered.shift();
  };
  const dueAt = ({ isFrozen, up, down }: Line) =>
    isFrozen ? Number.POSITIVE_INFINITY : Math.min(up[0]?.dueAt ?? Infinity, down[0]?.dueAt ?? Infinity);
  const alive = () => {
    lines = lines.filter(({ phase }) => phase !== 'over');
    return lines;
  };
  return {
    transport: (request, sink) => {
      dialed += 1;
      const line = new Line(dialed, { ...world, delivered: keep }, request, sink);
      lines.push(line);
      world.watch.dialed(line);
      return line.transport;
    },
    get line() {
      return alive().at(-1);
    },
    get lines() {
      return alive();
    },
    delivered,
    get nextArrivalAt() {
      return Math.min(Infinity, ...alive().map(dueAt));
    },
    arrive() {
      const [first] = [...alive()].sort((a, b) => dueAt(a) - dueAt(b));
      if (!first) return;
      const goesUp = (first.up[0]?.dueAt ?? Infinity) <= (first.down[0]?.dueAt ?? Infinity);
      if (goesUp) first.carryUp();
      else first.carryDown();
    },
  };
}
