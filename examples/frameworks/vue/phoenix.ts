import { type InjectionKey, inject, onMounted, onScopeDispose, onUnmounted, provide, shallowRef } from 'vue';
import type { Subscribable } from 'xstate';
import { type ChannelRef, type ClientInput, type ClientRef, clientMachine, interpret } from 'xstate-phoenix';
import { retain } from '../retain.ts';

const key: InjectionKey<ClientRef> = Symbol('phoenix');

/** Makes a client for this component and all components below it. */
export function providePhoenix(options: { input: ClientInput }): ClientRef {
  const client = interpret(clientMachine, options);
  provide(key, client);
  onMounted(() => client.start());
  onUnmounted(() => client.stop());
  return client;
}

/** The channel of a topic, joined while the component exists. */
export function useRoom(topic: string): ChannelRef {
  const client = inject(key);
  if (!client) throw new Error('useRoom() is called in no component below one that calls providePhoenix().');
  const { room, release } = retain(client, topic);
  onScopeDispose(release);
  return room;
}

/** The snapshot of a client or a channel, as a ref. */
export function useSnapshot<Snapshot>(actor: Subscribable<Snapshot> & { getSnapshot(): Snapshot }) {
  const snapshot = shallowRef(actor.getSnapshot());
  const { unsubscribe } = actor.subscribe((next) => {
    snapshot.value = next;
  });
  onScopeDispose(unsubscribe);
  return snapshot;
}
