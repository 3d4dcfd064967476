import type { TransportFactory, TransportSink } from 'xstate-phoenix';

/** A server within the process, which answers joins, leaves and pushes. */
export interface Answering {
  readonly transport: TransportFactory;
  /** Gives the client a frame. */
  receive(text: string): void;
}

/** @param begin - Called with each answer, to give it at once or later. */
export function answering(begin = (answer: () => void) => answer()): Answering {
  let sink: TransportSink | undefined;
  const say = (...frame: unknown[]) => sink?.received(JSON.stringify(frame));
  const answer = (data: string | ArrayBuffer) => {
    const [joinRef, ref, topic, event] = JSON.parse(String(data));
    say(joinRef, ref, topic, 'phx_reply', { status: 'ok', response: {} });
    if (event === 'phx_leave') say(joinRef, joinRef, topic, 'phx_close', {});
  };
  return {
    transport: (_, given) => {
      sink = given;
      queueMicrotask(() => given.opened());
      return {
        send: (data) => begin(() => answer(data)),
        close: () => queueMicrotask(() => given.closed({ code: 1000, reason: '' })),
      };
    },
    receive: (text) => sink?.received(text),
  };
}
