import { type Channel, type PhoenixServer, startServer } from 'xstate-phoenix/testing';
import { type LiveEvent, View } from './view.ts';

/**
 * Starts a Phoenix whose topics `lv:*` are views. It speaks the protocol of LiveView by hand: a join is answered with all of
 * the view, an event with what it has changed, and the others are told what it has changed for them. A real LiveView also
 * checks the session that the join brings.
 *
 * @param version - That of LiveView's client, which wants a server of the same version.
 */
export async function startLive(version: string): Promise<PhoenixServer> {
  const views = new Map<Channel, View>();
  let count = 0;

  const phoenix = await startServer({
    path: '/live',
    channels: {
      'lv:*': {
        join(_, channel) {
          const view = new View(count);
          views.set(channel, view);
          return { ok: { rendered: view.rendered(), liveview_version: version } };
        },
        handleIn(_, payload: LiveEvent, channel) {
          const view = views.get(channel);
          if (payload.type === 'form') {
            const form = new URLSearchParams(payload.value);
            if (payload.event === 'greet') view?.greet(form);
            else view?.validate(form);
          } else if (payload.event === 'add') add(Number(payload.value.by), channel);
          else if (payload.event === 'cut') phoenix.dropConnections();
          else throw new Error('as asked');
          const diff = view?.diff();
          return { reply: ['ok', diff ? { diff } : {}] };
        },
        terminate: (_, channel) => void views.delete(channel),
      },
    },
  });

  const add = (by: number, author: Channel) => {
    count += by;
    for (const [channel, view] of views) {
      view.counted(count);
      const diff = channel === author ? undefined : view.diff();
      if (diff) channel.push('diff', diff);
    }
  };
  return phoenix;
}
