/**
 * What telemetry costs for each message, from the socket to its listener: without a subscriber, with one, and with
 * OpenTelemetry without an SDK.
 * Run: npm run bench -- telemetry
 */
import * as api from '@opentelemetry/api';
import { attachOpenTelemetry, onTelemetry } from 'xstate-phoenix/telemetry';
import { nanoseconds, show, spreadOf } from './measure.ts';
import { receiver } from './message.ts';

const ROUNDS = 25;
const FRAMES = 10_000;

const receivers = { 'nobody attached': receiver(1), 'one listener': receiver(1), OpenTelemetry: receiver(1) };
let events = 0;
onTelemetry(receivers['one listener'].client, () => {
  events += 1;
});
attachOpenTelemetry(receivers.OpenTelemetry.client, { api });

const results = new Map<string, number[]>();
for (let round = 0; round < ROUNDS; round += 1)
  for (const [name, { receive }] of Object.entries(receivers)) {
    const receiving = nanoseconds(FRAMES, receive);
    if (round >= 5) results.set(name, [...(results.get(name) ?? []), receiving]);
  }
for (const [name, values] of results) show(name, spreadOf(values), 'ns');
console.log(`${events / (ROUNDS * FRAMES)} events for each message`);
