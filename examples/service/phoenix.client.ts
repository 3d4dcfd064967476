import { cast, defineClient, join, leave, type PushError, push } from 'xstate-phoenix';

/** The events of the service: what `handle_cast` and `handle_info` take in Elixir. */
type Own =
  | { readonly type: 'enter'; readonly topic: string }
  | { readonly type: 'exit'; readonly topic: string }
  | { readonly type: 'tick' };

/** The requests to the service: what `handle_call` takes. */
type Request = { readonly ask: 'status' } | { readonly ask: 'echo'; readonly topic: string; readonly text: string };

const TICK_MS = 20;

/**
 * A client as a service: takes events and calls, keeps counters, greets each topic that it joins, and can be stopped.
 */
export const service = defineClient({
  types: { events: {} as Own },
  assigns: { greetings: 0, ticks: 0 },

  onStart: ({ sendAfter }) => void sendAfter({ type: 'tick' }, TICK_MS),

  // Pushes after the join. The reply comes to onReply, with the id that is given here.
  onJoin: ({ client }, { topic }) =>
    client.send({ type: 'channel.push', topic, event: 'greet', payload: { name: 'service' }, id: topic }),

  onReply({ update }, { id, status, error }) {
    console.log(`greeted ${id}: ${error ? error.code : status}`);
    update('greetings', (greetings) => greetings + 1);
  },

  onEvent({ client, update, sendAfter }, event) {
    if (event.type === 'enter') join(client, event.topic);
    else if (event.type === 'exit') void leave(join(client, event.topic));
    else {
      update('ticks', (ticks) => ticks + 1);
      sendAfter({ type: 'tick' }, TICK_MS);
    }
  },

  // Returns a promise if Phoenix has to answer first: a deferred reply.
  onCall({ client, assigns }, request: Request): string | Promise<string> {
    if (request.ask === 'status') return `${assigns.greetings} greetings${assigns.ticks > 0 ? ', and it ticks' : ''}`;
    return push<{ text: string }>(join(client, request.topic), 'echo', { text: request.text }).then(
      ({ text }) => text,
      ({ code }: PushError) => `no echo: ${code}`,
    );
  },

  onMessage({ stop }, { channel, event }) {
    if (event !== 'closing_time' || channel === null) return;
    cast(channel, 'bye');
    stop('closing time');
  },

  onLeave: (_, { topic }) => console.log(`left ${topic}`),
  onTerminate: ({ assigns }, { reason }) => console.log(`ended for ${reason}, after ${assigns.greetings} greetings`),
});
