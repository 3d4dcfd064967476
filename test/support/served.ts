import { type ClientInput, clientMachine, interpret, join } from 'xstate-phoenix';
import { createTestServer } from 'xstate-phoenix/testing';
import { hear, TOPIC } from './room.ts';

export type Served = ReturnType<typeof askingRoom>;

/** A topic whose join waits for the answer of a server that keeps to the protocol, as soon as that accepts its client. */
export function askingRoom(input: Partial<ClientInput> = {}) {
  const server = createTestServer();
  const client = interpret(clientMachine, server.options(input)).start();
  const said = hear(client);
  const room = join(client, TOPIC);
  return { server, client, room, heard: hear(room), said };
}

/** A topic that such a server has let its client join. */
export async function servedRoom(input: Partial<ClientInput> = {}): Promise<Served> {
  const made = askingRoom(input);
  await made.server.connectAndExpectJoin(TOPIC);
  made.heard.length = 0;
  return made;
}
