import type { EarlyMessage } from '../machines/channel/channel.listeners.ts';
import type { ChannelRef, ChannelSnapshot } from '../machines/channel/channel.ref.ts';
import type { PresenceEvent } from './presence.events.ts';
import { createActor, presenceMachine } from './presence.machine.ts';
import type { Presence, PresenceOptions, PresenceSnapshot } from './presence.ref.ts';
import type { PresenceDiff, PresenceEntry, PresenceState } from './presence.types.ts';

/** When so many messages are kept for a presence that is made later, one state replaces them. */
const MANY = 500;

/** What there is to tell: who hears of it, and the arguments of the call. */
type News = readonly [name: string, ...args: readonly unknown[]];

/** What a listener of the user returns: maybe a promise. */
type Returned = { then?(done: null, failed: (error: unknown) => void): unknown } | undefined;

/**
 * Shows who is present in a topic whose channel uses [Phoenix.Presence](https://hexdocs.pm/phoenix/presence.html).
 *
 * It is an actor of its own, and goes on across reconnects and rejoins. It ends when the topic is left, or by `dispose()`.
 *
 * @typeParam Meta - The fields of your metas.
 */
export function createPresence<Meta = Readonly<Record<string, unknown>>>(
  room: ChannelRef,
  options?: PresenceOptions,
): Presence<Meta>;
export function createPresence(
  room: ChannelRef,
  { events: { state, diff } = { state: 'presence_state', diff: 'presence_diff' } }: PresenceOptions = {},
): Presence {
  const { host, topic, joinRef, listeners } = room.getSnapshot().context;
  const actor = createActor(presenceMachine, { parent: room, id: 'presence' });
  const getSnapshot = (): PresenceSnapshot => {
    const snapshot = actor.getSnapshot();
    // Its state is made now, since it could not be made after the next event.
    return snapshot.context.state && snapshot;
  };
  const heard = new Set<(news: News) => unknown>();
  const queue: News[] = [];

  const hear =
    <Args extends readonly unknown[]>(name: string) =>
    (listener: (...args: Args) => unknown) => {
      const failed = (error: unknown) => host.report(error, topic, name);
      /** As `shielded` of `user.code.ts`, in less. */
      const own = ([told, ...args]: News) => {
        if (told !== name) return;
        try {
          (listener(...(args as never)) as Returned)?.then?.(null, failed);
        } catch (error) {
          failed(error);
        }
      };
      heard.add(own);
      return () => void heard.delete(own);
    };
  const send = (event: PresenceEvent) => {
    actor.send(event);
    queue.push(...actor.getSnapshot().context.told, ['subscribe']);
  };
  /** Not while the actor takes an event: listeners are to see its new state. */
  const tell = () => {
    for (let news = queue.shift(); news; news = queue.shift()) for (const own of [...heard]) own(news);
  };
  const take = ({ event, payload }: EarlyMessage) => {
    if (event === state) send({ type: 'state.received', payload: payload as PresenceState });
    if (event === diff) send({ type: 'diff.received', payload: payload as PresenceDiff });
  };
  const look = (snapshot: ChannelSnapshot) => {
    if (!snapshot.hasTag('joined')) send({ type: snapshot.hasTag('can-push') ? 'join.lost' : 'room.closed' });
    tell();
  };
  /** By an event, since XState's own `stop()` is only for actors without a parent. */
  const end = () => {
    if (getSnapshot().status === 'active') actor.send({ type: 'xstate.stop' });
  };
  const looking = listeners.add(() => {
    actor.start();
    look(room.getSnapshot());
    return room.subscribe(look, end, end);
  });
  const taking = listeners.hear({
    hear(message) {
      take(message);
      tell();
      if (listeners.early[MANY] && getSnapshot().value === 'synced' && state === 'presence_state')
        listeners.early.splice(1, MANY, { event: state, payload: getSnapshot().context.state });
    },
  });
  if (listeners.early[0] === joinRef) (listeners.early.slice(1) as EarlyMessage[]).forEach(take);
  // Later, so that the listeners that are added now hear of it.
  queueMicrotask(tell);

  hear('error')((error) => {
    throw error;
  });
  return {
    get stale() {
      return getSnapshot().value === 'stale';
    },
    list(by = (_: string, entry: PresenceEntry) => entry) {
      const { state: present } = getSnapshot().context;
      return Object.keys(present).map((key) => by(key, present[key] as PresenceEntry));
    },
    getSnapshot,
    subscribe: (listener) => hear('subscribe')(() => listener(getSnapshot())),
    onJoin: hear('onJoin'),
    onLeave: hear('onLeave'),
    onUpdate: hear('onUpdate'),
    onSync: hear('onSync'),
    dispose() {
      looking.unsubscribe();
      taking.unsubscribe();
      heard.clear();
      end();
    },
  };
}
