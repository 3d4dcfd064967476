import { type ChannelRef, type ClientInput, type ClientRef, join } from 'xstate-phoenix';
import { onTelemetry, type TelemetryEvent, type TelemetryOptions } from 'xstate-phoenix/telemetry';
import { accept, TOPIC } from '../support/room.ts';
import { createWorld, type Socket } from '../support/world.ts';

type OfType<T extends TelemetryEvent['type']> = Extract<TelemetryEvent, { type: T }>;

/** What is told of a client, in order, and the ways to look at it. */
export class Told {
  readonly events: TelemetryEvent[] = [];
  readonly undo: () => void;

  constructor({ client }: { readonly client: ClientRef }, options?: TelemetryOptions) {
    this.undo = onTelemetry(client, (event) => this.events.push(event), options);
  }

  /** The events of some types, in order. */
  of<T extends TelemetryEvent['type']>(...types: T[]): OfType<T>[] {
    return this.events.filter((event): event is OfType<T> => types.some((type) => type === event.type));
  }

  /** The last event of a type. */
  last<T extends TelemetryEvent['type']>(type: T): OfType<T> {
    const found = this.of(type).at(-1);
    if (!found) throw new Error(`Nothing of type ${type} was told.`);
    return found;
  }

  /** The types of what was told, those that begin with the given words only. */
  types(...words: string[]): string[] {
    const types = this.events.map(({ type }) => type);
    return words.length === 0 ? types : types.filter((type) => words.some((word) => type.startsWith(word)));
  }

  /** Forgets what was told so far. */
  clear(): void {
    this.events.length = 0;
  }
}

/** A client that was listened to before it was started. */
export function toldWorld(input: Partial<ClientInput> = {}, options?: TelemetryOptions) {
  const world = createWorld(input, { start: false });
  const told = new Told(world, options);
  world.client.start();
  return { world, told, client: world.client, clock: world.clock };
}

/** The same with a connection. */
export function toldConnection(input: Partial<ClientInput> = {}, options?: TelemetryOptions) {
  const made = toldWorld(input, options);
  return { ...made, socket: made.world.open() };
}

/** The same with a joined topic. */
export function toldRoom(input: Partial<ClientInput> = {}, options?: TelemetryOptions) {
  const made = toldConnection(input, options);
  const room: ChannelRef = join(made.client, TOPIC);
  accept(made.socket);
  return { ...made, room };
}

/** A message of the server's to the topic. */
export function say(socket: Socket, event = 'shout', payload: unknown = {}): void {
  socket.say(null, null, TOPIC, event, payload);
}
