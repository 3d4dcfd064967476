import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { disconnect } from 'xstate-phoenix';
import { random } from '../proof/random.ts';
import { Durations } from './durations.ts';
import { startFar } from './far.process.ts';
import { startNear } from './near.ts';
import { plan } from './plan.ts';
import { createReport } from './report.ts';
import type { Violation } from './violations.ts';
import { judge, lookAt, sockets, type Vitals } from './vitals.ts';

// A client among faults, on real sockets, for as long as one likes: npm run soak -- --minutes 60

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    topics: { type: 'string', default: '200' },
    /** Messages a second from the server. */
    messages: { type: 'string', default: '2000' },
    /** Pushes a second to it. */
    pushes: { type: 'string', default: '200' },
  },
});
const [minutes, topics, rate, pushRate] = [values.minutes, values.topics, values.messages, values.pushes].map(
  Number,
) as [number, number, number, number];

/** Milliseconds that what is closing may take to be closed. */
const CLOSING_BOUND_MS = 20_000;

const startedAt = performance.now();
const sinceStart = () => performance.now() - startedAt;
const untilMs = minutes * 60_000;
const violations: Violation[] = [];
const blame = (promise: string, what: string) => {
  const violation = { promise, what, atMs: sinceStart() };
  if (violations.push(violation) <= 50) report.violation(violation);
};
const choices = random(Number(values.seed));
const folder = mkdtempSync(joinPath(tmpdir(), 'xstate-phoenix-soak-'));
const log = joinPath(folder, 'pushes.log');
const far = await startFar({ rate, seed: Number(values.seed), log });
const near = startNear({
  port: far.port,
  topics,
  pushesPerSecond: pushRate,
  capacity: Math.ceil(pushRate * (minutes * 60 + 120) * 1.2),
  random: choices.fork('pushes'),
  blame,
});
const faults = new Map<string, number>();
const recoveries = new Durations();
const samples: Vitals[] = [];
const report = createReport({ near, far, faults, recoveries, samples, violations, sinceStart });

/** Waits for a condition that no event tells. */
async function settled(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  const giveUpAt = performance.now() + CLOSING_BOUND_MS;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) return false;
    await pause(50);
  }
  return true;
}

/** Lets the client have nothing to do but to listen, and looks at it. */
async function sample(): Promise<void> {
  near.work(false);
  if (!(await settled(() => near.pushes.outstanding === 0)))
    blame('I4', `${near.pushes.outstanding} pushes did not end`);
  if (!(await settled(() => sockets() === 1))) blame('I1', `${sockets()} sockets are open`);
  const alone = async () => {
    const { connections, channels } = await far.order({ do: 'report' });
    return connections === 1 && channels === topics;
  };
  if (!(await settled(alone))) blame('I1', `the server has ${JSON.stringify(await far.order({ do: 'report' }))}`);
  const { doubleJoins } = await far.order({ do: 'report' });
  if (doubleJoins > 0) blame('I2', `${doubleJoins} topics were joined twice on one connection`);
  samples.push(lookAt(near.client, near.clock, sinceStart()));
  near.work(true);
}

/** One thing goes wrong and is mended, and the client has to be whole again. */
async function misfortune(): Promise<void> {
  const { name, strike } = choices.weighted(plan.map((fault) => [fault.weight, fault] as const));
  faults.set(name, (faults.get(name) ?? 0) + 1);
  report.strikes(name);
  await strike({ far, near, random: choices });
  await far.order({ do: 'heal' });
  const healedAt = performance.now();
  await near.roundTrip();
  await near.allJoined();
  recoveries.add(performance.now() - healedAt);
}

async function run(): Promise<void> {
  await near.roundTrip();
  await near.allJoined();
  near.work(true);
  const sampleEveryMs = Math.min(30_000, untilMs / 12);
  for (let sampleAt = sampleEveryMs; sinceStart() < untilMs; ) {
    await pause(choices.between(300, 2_500));
    await misfortune();
    if (sinceStart() < sampleAt) continue;
    await sample();
    report.line();
    sampleAt += sampleEveryMs;
  }
}

/** What has to be true at the end of everything. */
async function conclude(): Promise<void> {
  await sample();
  near.work(false);
  await settled(() => near.pushes.outstanding === 0);
  await near.tally();
  if (near.heardBySecond !== near.messages.received)
    blame('I6', `one listener heard ${near.messages.received} messages, another one ${near.heardBySecond}`);
  await disconnect(near.client);
  const gone = async () => (await far.order({ do: 'report' })).connections === 0;
  if (!(await settled(gone))) blame('I8', 'there is a connection behind disconnect()');
  near.client.stop();
  if (!(await settled(() => sockets() === 0))) blame('I9', `${sockets()} sockets outlive the client`);
  if (near.clock.running > 0) blame('I9', `${near.clock.running} timers outlive the client`);
  judge(samples, blame);
}

try {
  await run();
  await conclude();
} catch (error) {
  blame('run', String(error));
  // A client can not come back to a server that does not answer its own parent.
  await far.order({ do: 'report' }).catch((silent) => blame('run', String(silent)));
} finally {
  near.work(false);
  near.client.stop();
  await far.stop();
  const { handled } = near.pushes.audit(readFileSync(log, 'utf8'));
  report.summary(handled);
  rmSync(folder, { recursive: true });
  process.exitCode = violations.length > 0 ? 1 : 0;
}
