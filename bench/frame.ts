/**
 * What a message costs beside `JSON.parse`, from the socket to the listener, with one topic and with many.
 * Run: npm run bench -- frame
 */
import { nanoseconds, show, spreadOf } from './measure.ts';
import { receiver, text } from './message.ts';

const ROUNDS = 25;
const FRAMES = 40_000;

const receivers = { 'one topic': receiver(1), '10000 topics': receiver(10_000) };
const parse = () => void JSON.parse(text);
const results = new Map<string, number[]>();
function note(name: string, value: number): void {
  results.set(name, [...(results.get(name) ?? []), value]);
}
for (let round = 0; round < ROUNDS; round += 1)
  for (const [name, { receive }] of Object.entries(receivers)) {
    const parsing = nanoseconds(FRAMES, parse);
    const receiving = nanoseconds(FRAMES, receive);
    if (round < 5) continue;
    note('JSON.parse alone', parsing);
    note(`received and heard, ${name}`, receiving);
    note(`  above JSON.parse, ${name}`, receiving - parsing);
  }
for (const [name, values] of results) show(name, spreadOf(values), 'ns');
for (const { heard } of Object.values(receivers))
  if (heard() !== ROUNDS * FRAMES) throw new Error(`${heard()} messages were heard, not ${ROUNDS * FRAMES}.`);
