import type { Attributes, Meter } from './opentelemetry.types.ts';
import type { TelemetryEvent } from './telemetry.types.ts';

type EventOf<T extends TelemetryEvent['type']> = Extract<TelemetryEvent, { type: T }>;

function instrumentsOf(meter: Meter) {
  const ms = { unit: 'ms' };
  return {
    connections: meter.createUpDownCounter('phoenix.client.connections', { description: 'Open connections' }),
    reconnects: meter.createCounter('phoenix.client.reconnects', { description: 'Connections after the first' }),
    failures: meter.createCounter('phoenix.client.connect.failures', { description: 'Attempts without a connection' }),
    joins: meter.createCounter('phoenix.client.joins', { description: 'Joins that ended' }),
    joinDuration: meter.createHistogram('phoenix.client.join.duration', ms),
    pushDuration: meter.createHistogram('phoenix.client.push.duration', ms),
    inFlight: meter.createUpDownCounter('phoenix.client.pushes.in_flight', { description: 'Pushes not settled' }),
    messages: meter.createCounter('phoenix.client.messages', { description: 'Frames in and out' }),
    dropped: meter.createCounter('phoenix.client.frames.dropped', { description: 'Incoming frames that were dropped' }),
    rtt: meter.createHistogram('phoenix.client.heartbeat.rtt', ms),
  };
}

/** Turns the events of a client into metrics. */
export class Metrics {
  readonly #instruments: ReturnType<typeof instrumentsOf>;
  readonly #withTopics: boolean;
  /** The labels of the pushes that are not settled, by their span ids. */
  readonly #inFlight = new Map<string, Attributes>();
  readonly #connected = new Set<string>();

  /** @param withTopics - Whether topics are labels. */
  constructor(meter: Meter, withTopics: boolean) {
    this.#instruments = instrumentsOf(meter);
    this.#withTopics = withTopics;
  }

  hear(event: TelemetryEvent): void {
    const { reconnects, failures, messages, dropped, rtt } = this.#instruments;
    switch (event.type) {
      case 'client.connect.exception':
        failures.add(1, { 'phoenix.code': event.metadata.code });
        break;
      case 'connection.start':
        if (event.metadata.reconnect) reconnects.add(1);
        this.#connected.add(event.spanId);
        this.#instruments.connections.add(1);
        break;
      case 'connection.stop':
        this.#disconnects(event.spanId);
        break;
      case 'client.join.stop':
        this.#joined('joined', event);
        break;
      case 'client.join.exception':
        this.#joined(event.metadata.code, event);
        break;
      case 'client.push.start':
        this.#pushes(event.spanId, this.#labels(event.metadata.topic));
        break;
      case 'client.push.stop':
        this.#pushed({ 'phoenix.status': event.metadata.status ?? 'sent' }, event);
        break;
      case 'client.push.exception':
        this.#pushed({ 'phoenix.code': event.metadata.code }, event);
        break;
      case 'frame.received.start':
        messages.add(1, { 'phoenix.direction': 'in' });
        break;
      case 'frame.sent':
        messages.add(1, { 'phoenix.direction': 'out' });
        break;
      case 'frame.received.exception':
        dropped.add(1, { 'phoenix.why': event.metadata.why });
        break;
      case 'heartbeat':
        rtt.record(event.measurements.rttMs);
        break;
    }
  }

  /** Subtracts the open connections and the unsettled pushes from their counters. */
  dispose(): void {
    for (const spanId of this.#connected) this.#disconnects(spanId);
    for (const spanId of this.#inFlight.keys()) this.#settles(spanId);
  }

  #disconnects(spanId: string): void {
    if (this.#connected.delete(spanId)) this.#instruments.connections.add(-1);
  }

  #joined(outcome: string, { metadata, measurements }: EventOf<'client.join.stop' | 'client.join.exception'>): void {
    const labels = { ...this.#labels(metadata.topic), 'phoenix.outcome': outcome };
    this.#instruments.joins.add(1, labels);
    this.#instruments.joinDuration.record(measurements.durationMs, labels);
  }

  #pushes(spanId: string, labels: Attributes): void {
    this.#inFlight.set(spanId, labels);
    this.#instruments.inFlight.add(1, labels);
  }

  #pushed(outcome: Attributes, event: EventOf<'client.push.stop' | 'client.push.exception'>): void {
    const labels = { ...this.#labels(event.metadata.topic), ...outcome };
    this.#instruments.pushDuration.record(event.measurements.durationMs, labels);
    this.#settles(event.spanId);
  }

  #settles(spanId: string): void {
    const labels = this.#inFlight.get(spanId);
    if (labels && this.#inFlight.delete(spanId)) this.#instruments.inFlight.add(-1, labels);
  }

  #labels(topic: string | null): Attributes {
    return this.#withTopics && topic !== null ? { 'phoenix.topic': topic } : {};
  }
}
