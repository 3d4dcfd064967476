import type { Transport, TransportFactory, TransportSink } from 'xstate-phoenix';

/** A transport that opens at once. `sinks` has the sink of each attempt. */
export function openingTransport(parts: (sink: TransportSink, attempt: number) => Partial<Transport> = () => ({})) {
  const sinks: TransportSink[] = [];
  const transport: TransportFactory = (_, sink) => {
    sinks.push(sink);
    sink.opened();
    return { send: () => {}, close: () => {}, ...parts(sink, sinks.length) };
  };
  return { transport, sinks };
}

/** A function that throws. */
export function throws(error: unknown): () => never {
  return () => {
    throw error;
  };
}
