/** @jsxImportSource solid-js */
import { createContext, onCleanup, onMount, type ParentProps, useContext } from 'solid-js';
import { type ChannelRef, type ClientInput, type ClientRef, clientMachine, interpret } from 'xstate-phoenix';
import { retain } from '../retain.ts';

const Context = createContext<ClientRef>();

/** Makes a client for the components inside. */
export function PhoenixProvider(props: ParentProps<{ options: { input: ClientInput } }>) {
  const client = interpret(clientMachine, props.options);
  onMount(() => client.start());
  onCleanup(() => client.stop());
  return <Context.Provider value={client}>{props.children}</Context.Provider>;
}

/** The channel of a topic, joined while the component exists. */
export function useRoom(topic: string): ChannelRef {
  const client = useContext(Context);
  if (!client) throw new Error('useRoom() is called outside of a <PhoenixProvider>.');
  const { room, release } = retain(client, topic);
  onCleanup(release);
  return room;
}
