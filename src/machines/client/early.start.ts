import type { AnyActorRef, Subscription } from 'xstate';
import type { ChannelRef } from '../channel/channel.ref.ts';
import { listenersOf, observersOf } from '../listeners.ts';
import { shielded } from '../user.code.ts';
import type { Connection } from './connection.ts';

/**
 * Repeats what a client emits during `start()`, in a microtask after it. `start()` dials, and an attempt may fail at once:
 * listeners that are added to what `start()` returns would miss that. Those who have heard it already do not hear it again.
 */
export function hearEarlyStart(client: AnyActorRef, connection: Connection): void {
  const { start } = client;
  const { life, taps, topics } = connection;
  client.start = function (this: AnyActorRef) {
    const repeats: (() => void)[] = [];
    const ears = new Map<AnyActorRef, Subscription[]>();
    const note = <Listener>(listeners: () => Iterable<Listener>, tell: (listener: Listener) => void) => {
      const heard = new Set(listeners());
      repeats.push(() => {
        for (const listener of listeners())
          if (!heard.has(listener)) shielded(connection, () => tell(listener), null, 'start');
      });
    };
    const hear = (actor: AnyActorRef, ...more: Subscription[]) => {
      const heard = actor.on('*', (event) =>
        note(
          () => listenersOf(actor, event.type),
          (listener) => listener(event),
        ),
      );
      ears.set(actor, [...more, heard]);
    };
    const greet = (channel: ChannelRef) => {
      const { listeners } = channel.getSnapshot().context;
      if (!ears.has(channel))
        hear(
          channel,
          listeners.hear({
            hear: (message) =>
              note(
                () => listeners.hearing,
                (hearing) => hearing.hear(message),
              ),
          }),
        );
    };
    const deafen = taps.add((tap) =>
      note(
        () => taps.listeners,
        (listener) => listener(tap),
      ),
    );
    topics.greeters.add(greet);
    hear(client);
    for (const channel of topics.channels.values()) greet(channel);
    life.starts();
    try {
      return start.call(this);
    } finally {
      deafen();
      topics.greeters.delete(greet);
      for (const ear of [...ears.values()].flat()) ear.unsubscribe();
      const late = repeats.length > 0 ? [...ears.keys()].map(lateObservers) : [];
      const reports = life.goesOn();
      void Promise.resolve().then(() => {
        for (const report of reports) report();
        for (const repeat of repeats) repeat();
        for (const show of late) show(connection);
      });
    }
  };
}

/** Shows the present snapshot to those who subscribe from now on, unless there is a newer one by then. */
function lateObservers(actor: AnyActorRef): (owner: Connection) => void {
  const snapshot: unknown = actor.getSnapshot();
  const present = new Set<unknown>(observersOf(actor));
  return (owner) => {
    if (actor.getSnapshot() !== snapshot) return;
    for (const observer of observersOf(actor))
      if (!present.has(observer)) shielded(owner, () => observer.next?.(snapshot), null, 'start');
  };
}
