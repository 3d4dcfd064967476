import type { ClientInput } from 'xstate-phoenix';
import { createPresence, type Presence, type PresenceOptions } from 'xstate-phoenix/presence';
import { accept, joinedRoom, type Room, reconnected, TOPIC } from '../support/room.ts';
import { entries, refsOf } from './metas.ts';

type Refs = Readonly<Record<string, readonly string[]>>;

/** What a presence told its listeners, in order. */
export function news(presence: Presence): unknown[][] {
  const told: unknown[][] = [];
  const refs = (entry: { metas: readonly { phx_ref: string }[] } | undefined) => entry?.metas.map((one) => one.phx_ref);
  presence.onJoin((key, before, joined) => told.push(['join', key, refs(before), refs(joined)]));
  presence.onLeave((key, after, left) => told.push(['leave', key, refs(after), refs(left)]));
  presence.onUpdate((key, previous, meta) => told.push(['update', key, previous.phx_ref, meta.phx_ref]));
  presence.onSync(() => told.push(['sync']));
  return told;
}

/** The refs of a presence, and its state. */
export function shown(presence: Presence) {
  const { value, context } = presence.getSnapshot();
  return { value, refs: refsOf(context.state) };
}

/** A joined room, with the words of its server. */
export function presentRoom(input: Partial<ClientInput> = {}) {
  const room = joinedRoom({ reconnectAfterMs: [10], ...input });
  return { ...room, ...talking(room), make: (options?: PresenceOptions) => createPresence(room.room, options) };
}

/** What the server says about presence, on the last socket. */
export function talking({ world }: Pick<Room, 'world'>) {
  const joinRef = () => world.socket.last('phx_join')[0];
  const say = (event: string, payload: unknown, ref = null as string | null) =>
    world.socket.say(ref, null, TOPIC, event, payload);
  return {
    say,
    state: (refs: Refs) => say('presence_state', entries(refs), joinRef()),
    diff: (joins: Refs, leaves: Refs = {}) => say('presence_diff', { joins: entries(joins), leaves: entries(leaves) }),
    update: (key: string, from: string, to: string) =>
      say('presence_diff', {
        joins: { [key]: { metas: [{ phx_ref: to, phx_ref_prev: from }] } },
        leaves: entries({ [key]: [from] }),
      }),
  };
}

/** The connection is lost, and the topic is joined again on a new one. */
export function rejoined(room: Pick<Room, 'world'>): void {
  const before = room.world.socket;
  const socket = reconnected(room);
  if (socket === before) throw new Error('The client has not dialed again.');
  accept(socket);
}
