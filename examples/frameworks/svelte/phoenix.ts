import { createContext, onDestroy, onMount } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import type { Subscribable } from 'xstate';
import { type ChannelRef, type ClientInput, type ClientRef, clientMachine, interpret } from 'xstate-phoenix';
import { retain } from '../retain.ts';

const [getClient, setClient] = createContext<ClientRef>();

/** Makes a client for this component and all components below it. */
export function providePhoenix(options: { input: ClientInput }): ClientRef {
  const client = interpret(clientMachine, options);
  onMount(() => {
    client.start();
    return () => client.stop();
  });
  return setClient(client);
}

/** The channel of a topic, joined while the component exists. */
export function useRoom(topic: string): ChannelRef {
  const { room, release } = retain(getClient(), topic);
  onDestroy(release);
  return room;
}

/** The snapshot of a client or a channel, as `current`. */
export function useSnapshot<Snapshot>(actor: Subscribable<Snapshot> & { getSnapshot(): Snapshot }) {
  const subscribe = createSubscriber((update) => actor.subscribe(update).unsubscribe);
  return {
    get current() {
      subscribe();
      return actor.getSnapshot();
    },
  };
}
