import type { ActorOptions } from 'xstate';
import { type ClientRef, clientMachine, interpret, join, on, type TransportSink } from 'xstate-phoenix';

/** A message of `room:0`, as the socket receives it. */
export const text = JSON.stringify([
  '1',
  null,
  'room:0',
  'new_msg',
  { body: 'hello there', user: 'ana', at: 1_795_389_901 },
]);

/** A client whose topics are all joined, and a function that gives it the message. */
export interface Receiver {
  readonly client: ClientRef;
  receive(): void;
  /** The number of messages that a listener heard. */
  heard(): number;
}

/** Makes a client whose server answers joins at once. */
export function receiver(topics: number, inspect?: ActorOptions<typeof clientMachine>['inspect']): Receiver {
  let heard = 0;
  let sink: TransportSink | undefined;
  const client = interpret(clientMachine, {
    ...(inspect && { inspect }),
    input: {
      url: 'ws://bench.test/socket',
      heartbeatIntervalMs: 0,
      transport: (_, given) => {
        sink = given;
        return { send: answer, close: () => {} };
      },
    },
  }).start();
  function answer(data: string | ArrayBuffer): void {
    const [joinRef, ref, topic, event] = JSON.parse(String(data));
    if (event === 'phx_join')
      sink?.received(JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} }]));
  }
  sink?.opened();
  for (let index = 0; index < topics; index += 1) join(client, `room:${index}`);
  on(join(client, 'room:0'), 'new_msg', () => {
    heard += 1;
  });
  return { client, receive: () => sink?.received(text), heard: () => heard };
}
