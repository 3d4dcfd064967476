import { createActorContext } from '@xstate/react';
import { useEffect, useState } from 'react';
import { type ChannelRef, clientMachine } from 'xstate-phoenix';
import { retain } from '../retain.ts';

export const Phoenix = createActorContext(clientMachine);

/** The channel of a topic, joined while the component is mounted. Undefined in the first render. */
export function useRoom(topic: string): ChannelRef | undefined {
  const client = Phoenix.useActorRef();
  const [room, setRoom] = useState<ChannelRef>();
  useEffect(() => {
    const retained = retain(client, topic);
    setRoom(retained.room);
    return retained.release;
  }, [client, topic]);
  return room;
}
