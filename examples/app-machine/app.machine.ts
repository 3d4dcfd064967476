import { assign, fromCallback, sendTo, setup } from 'xstate';
import { type ClientRef, clientMachine, join, leave, on } from 'xstate-phoenix';

type AppEvent =
  | { type: 'log.in' }
  | { type: 'log.out' }
  | { type: 'room.enter' }
  | { type: 'room.leave' }
  | { type: 'room.entered' }
  | { type: 'say'; body: string }
  | { type: 'heard'; body: string }
  | { type: 'answered'; status: string };

/** Joins a topic when a state begins, leaves it when the state ends, and sends the machine events of its own. */
const inRoom = fromCallback<AppEvent, { client: ClientRef | undefined }>(({ input: { client }, sendBack }) => {
  if (!client) return undefined;
  const room = join(client, 'room:lobby');
  room.on('joined', () => sendBack({ type: 'room.entered' }));
  on<{ body: string }>(room, 'new_msg', ({ body }) => sendBack({ type: 'heard', body }));
  room.on('reply', ({ status }) => sendBack({ type: 'answered', status }));
  return () => void leave(room);
});

/** The application: it has a client while somebody is logged in, and a topic while they are in the room. */
export const app = setup({
  types: {
    context: {} as { url: string; log: readonly string[] },
    input: {} as { url: string },
    events: {} as AppEvent,
    children: {} as { phoenix: 'phoenix'; room: 'inRoom' },
  },
  actors: { phoenix: clientMachine, inRoom },
  actions: { note: assign({ log: ({ context }, line: string) => [...context.log, line] }) },
}).createMachine({
  id: 'app',
  context: ({ input: { url } }) => ({ url, log: [] }),
  initial: 'logged-out',
  states: {
    'logged-out': { on: { 'log.in': 'logged-in' } },
    'logged-in': {
      invoke: { src: 'phoenix', id: 'phoenix', input: ({ context: { url } }) => ({ url }) },
      on: { 'log.out': 'logged-out' },
      initial: 'in-hall',
      states: {
        'in-hall': { on: { 'room.enter': 'in-room' } },
        'in-room': {
          invoke: { src: 'inRoom', id: 'room', input: ({ self }) => ({ client: self.getSnapshot().children.phoenix }) },
          initial: 'entering',
          on: { 'room.leave': 'in-hall' },
          states: {
            entering: { on: { 'room.entered': 'talking' } },
            talking: {
              on: {
                say: {
                  actions: sendTo('phoenix', ({ event: { body } }) => ({
                    type: 'channel.push',
                    topic: 'room:lobby',
                    event: 'new_msg',
                    payload: { body },
                  })),
                },
                heard: { actions: { type: 'note', params: ({ event }) => `heard "${event.body}"` } },
                answered: { actions: { type: 'note', params: ({ event }) => `answered ${event.status}` } },
              },
            },
          },
        },
      },
    },
  },
});
