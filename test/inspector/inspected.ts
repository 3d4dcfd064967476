import type { ClientInput } from 'xstate-phoenix';
import { TestClock } from 'xstate-phoenix/testing';
import { BEAT_MS } from '../../inspector/src/beats.ts';
import { createControl } from '../../inspector/src/control.ts';
import { createFrames } from '../../inspector/src/frames.ts';
import { Hub } from '../../inspector/src/hub.ts';
import type { PageSocket } from '../../inspector/src/live.ts';
import { createRedactor } from '../../inspector/src/redact.ts';
import { createTap, type TapOptions } from '../../inspector/src/tap.ts';
import type { ActorRow, Entry, ToPage } from '../../inspector/src/wire.types.ts';
import { createWorld } from '../support/world.ts';

type EntryOf<K extends Entry['k']> = Extract<Entry, { k: K }>;

/** A hub of its own, whose time stands still, and a tap. */
export function tapped({ history = 10_000, control = false, ...options }: TapOptions & InspectedOptions = {}) {
  const time = new TestClock({ now: 1_000_000 });
  const hub = new Hub(time, history);
  const tap = createTap(hub, options);
  const frames = createFrames(hub, tap, createRedactor(options.redact).payload);
  return { time, hub, tap, frames, control: createControl(hub, tap, control) };
}

export interface InspectedOptions {
  readonly history?: number;
  readonly control?: boolean;
}

/** A client that is inspected from its first word on, before a server that the test plays by hand. */
export function inspectedWorld(options: TapOptions & InspectedOptions = {}, input: Partial<ClientInput> = {}) {
  const inspected = tapped(options);
  const world = createWorld(input, { start: false, inspect: inspected.tap.inspect });
  world.client.start();
  const { hub, time } = inspected;
  return {
    ...inspected,
    world,
    client: world.client,
    clock: world.clock,
    /** The actor of a name, which must be there. */
    actor(name: string): ActorRow {
      const found = [...hub.actors()].find((actor) => actor.name === name);
      if (!found) throw new Error(`No actor is called ${name}.`);
      return found;
    },
    /** Entries of a kind so far. */
    entries<K extends Entry['k']>(k: K): EntryOf<K>[] {
      return entriesOf(hub.past().entries, k);
    },
    beat: () => time.increment(BEAT_MS),
  };
}

export function entriesOf<K extends Entry['k']>(entries: readonly Entry[], k: K): EntryOf<K>[] {
  return entries.filter((entry): entry is EntryOf<K> => entry.k === k);
}

/** A page without a browser: it keeps what it is told. */
export class Page implements PageSocket {
  readonly texts: string[] = [];
  bufferedAmount = 0;

  send(text: string): void {
    this.texts.push(text);
  }

  of<T extends ToPage['type']>(type: T): Extract<ToPage, { type: T }>[] {
    const told: ToPage[] = this.texts.map((text) => JSON.parse(text));
    return told.filter((message): message is Extract<ToPage, { type: T }> => message.type === type);
  }

  /** The entries of all beats. */
  entries(): Entry[] {
    return this.of('beat').flatMap(({ entries }) => entries);
  }

  forget(): void {
    this.texts.length = 0;
  }
}
