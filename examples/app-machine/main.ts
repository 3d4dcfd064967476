import { createActor, waitFor } from 'xstate';
import { startServer } from 'xstate-phoenix/testing';
import { app } from './app.machine.ts';

const server = await startServer({
  channels: {
    'room:lobby': {
      join: () => ({ ok: {} }),
      handleIn(event, payload: object, channel) {
        channel.broadcast(event, payload);
        return { reply: 'ok' };
      },
    },
  },
});

const actor = createActor(app, { input: { url: server.url } });
let shown = '';
actor.subscribe(({ value }) => {
  const state = JSON.stringify(value);
  if (state !== shown) console.log(`is ${state}`);
  shown = state;
});
actor.start();

actor.send({ type: 'log.in' });
actor.send({ type: 'room.enter' });
await waitFor(actor, (snapshot) => snapshot.matches({ 'logged-in': { 'in-room': 'talking' } }));
actor.send({ type: 'say', body: 'hello' });
const { context } = await waitFor(actor, (snapshot) => snapshot.context.log.length === 2);
for (const line of context.log) console.log(line);
actor.send({ type: 'room.leave' });
actor.send({ type: 'log.out' });

actor.stop();
await server.stop();
