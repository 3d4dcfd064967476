import type { Durations } from './durations.ts';
import type { Far } from './far.process.ts';
import type { Near } from './near.ts';
import type { Violation } from './violations.ts';
import { heapTrend, type Vitals } from './vitals.ts';

/** What is reported on. */
export interface Reported {
  readonly near: Near;
  readonly far: Far;
  readonly faults: ReadonlyMap<string, number>;
  readonly recoveries: Durations;
  readonly samples: readonly Vitals[];
  readonly violations: readonly Violation[];
  sinceStart(): number;
}

/** Tells how a soak goes, in plain lines. */
export interface Report {
  /** A fault begins; those that were told with a violation name it. */
  strikes(fault: string): void;
  violation(violation: Violation): void;
  line(): void;
  summary(handled: number): void;
}

const print = (line: string) => void process.stdout.write(`${line}\n`);
const columns = [
  'time',
  'messages',
  'pushes',
  'faults',
  'lost',
  'rejoin ms',
  'max',
  'heap MB',
  'handles',
  'timers',
  'cpu %',
];
const row = (cells: readonly (string | number)[]) => print(cells.map((cell) => String(cell).padStart(10)).join(''));
const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, number) => total + number, 0);
const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(2);
const clockTime = (ms: number) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, '0')}`;
const list = (counts: ReadonlyMap<string, number>) =>
  [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `  ${String(count).padStart(8)}  ${name}`);

export function createReport(reported: Reported): Report {
  const { near, far, faults, recoveries, samples, violations, sinceStart } = reported;
  let fault = 'none yet';
  const lost = () => sum([...near.counts].flatMap(([name, count]) => (name.startsWith('lost') ? [count] : [])));
  const cpu = () => {
    const { user, system } = process.cpuUsage();
    return Math.round((user + system) / 10 / sinceStart());
  };
  row(columns);

  return {
    strikes: (name) => {
      fault = name;
    },
    violation: ({ promise, what, atMs }) => print(`BROKEN ${promise} at ${clockTime(atMs)}, fault "${fault}": ${what}`),
    line: () => {
      const { heapBytes = 0, handles = 0, timers = 0 } = samples.at(-1) ?? {};
      const { medianMs, maxMs } = recoveries;
      row([
        clockTime(sinceStart()),
        near.messages.received,
        near.pushes.settled,
        sum(faults.values()),
        lost(),
        medianMs,
        Math.round(maxMs),
        megabytes(heapBytes),
        handles,
        timers,
        cpu(),
      ]);
    },
    summary: (handled) => {
      const { messages, pushes, outages, counts } = near;
      const { first, last, perHour } = heapTrend(samples);
      const { sent, cpuMs } = far.totals;
      const most = (kind: 'handles' | 'timers' | 'actors' | 'entries') =>
        `${samples[0]?.[kind] ?? 0} at first, ${Math.max(...samples.map((vitals) => vitals[kind]))} at most`;
      const share = Math.round((cpuMs * 100) / sinceStart());
      const lines = [
        '',
        `ran              ${clockTime(sinceStart())}, ${sum(faults.values())} faults, ${lost()} connections lost`,
        `messages         ${messages.received} heard of at least ${sent} sent; ${messages.missing} missing by a changed byte`,
        `pushes           ${pushes.asked} asked, ${pushes.settled} settled, ${handled} handled; the slowest took ${Math.round(pushes.slowestMs)} ms`,
        `topic back       ${outages.count} times, median ${outages.medianMs} ms, max ${Math.round(outages.maxMs)} ms, from losing it on`,
        `all topics back  ${recoveries.count} times, median ${recoveries.medianMs} ms, max ${Math.round(recoveries.maxMs)} ms, from the mending on`,
        `heap             ${megabytes(first)} MB in the first third, ${megabytes(last)} MB in the last, ${megabytes(perHour)} MB an hour (${samples.length} samples)`,
        `handles          ${most('handles')}`,
        `timers           ${most('timers')}`,
        `actors           ${most('actors')}`,
        `table entries    ${most('entries')}`,
        `cpu              ${cpu()} % of a core here, ${share} % at the far side`,
        'pushes by outcome',
        ...list(pushes.byCode),
        'the connection',
        ...list(counts),
        'faults',
        ...list(faults),
        violations.length === 0 ? 'every promise was kept' : `${violations.length} promises were broken`,
      ];
      print(lines.join('\n'));
    },
  };
}
