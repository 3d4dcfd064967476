import { spreadOf } from '../measure.ts';
import type { Figures, works } from './works.ts';

/** One line of the table. */
export interface Row {
  readonly title: string;
  readonly unit: 'us' | 'bytes';
  readonly floor: number;
  readonly phoenix: number;
  /** Not a number where it is not measured. */
  readonly xstate: number;
  readonly ours: number;
  /** Median of the ratios of the rounds, ours to phoenix.js'. */
  readonly ratio: number;
  /** The least and the greatest of them. */
  readonly spread: readonly [number, number];
  readonly goal: number;
  readonly work: Work;
  /** The name of its figure among those of the work. */
  readonly figure: string;
}

type Work = keyof typeof works;

/** What the table shows: a work, one of its figures, and how far we want to get beside phoenix.js. */
const shown: readonly (readonly [title: string, work: Work, figure: string, goal: number, unit?: 'bytes'])[] = [
  ['receive, 1 topic, many frames at once', 'receive-1-flood', 'us', 1],
  ['receive, 1 topic, one frame at a time', 'receive-1-alone', 'us', 1],
  ['receive, the last of 1,000 topics', 'receive-1000', 'us', 0.3],
  ['receive, the last of 5,000 topics', 'receive-5000', 'us', 0.3],
  ['receive, spread over 1,000 topics', 'receive-1000-spread', 'us', 0.17],
  ['receive, spread over 5,000 topics', 'receive-5000-spread', 'us', 0.17],
  ['receive over the socket, 1 topic', 'receive-1-socket', 'us', 1],
  ['receive over the socket, spread over 1,000 topics', 'receive-1000-socket', 'us', 0.17],
  ['push and reply, 100 in flight', 'push-100', 'us', 0.8],
  ['push and reply, 1 in flight, p50', 'push-1', 'p50', 0.95],
  ['push and reply, 1 in flight, p99', 'push-1', 'p99', 1],
  ['binary push and reply of 1 kB, 100 in flight', 'push-binary', 'us', 0.5],
  ['join, each of 1,000 at once', 'join-1000', 'join', 0.9],
  ['join, each of 10,000 at once', 'join-10000', 'join', 0.3],
  ['leave, each of 1,000 at once', 'join-1000', 'leave', 0.9],
  ['leave, each of 10,000 at once', 'join-10000', 'leave', 0.3],
  ['disconnect and stop, each of 1,000 topics', 'stop-1000', 'stop', 2],
  ['disconnect and stop, each of 10,000 topics', 'stop-10000', 'stop', 2],
  ['heap of a joined topic with a listener, of 1,000', 'stop-1000', 'bytes', 1, 'bytes'],
  ['heap of a joined topic with a listener, of 10,000', 'stop-10000', 'bytes', 1, 'bytes'],
];

/** The works of `--quick`, and the ratios to phoenix.js that they had when these bounds were written. */
const bounds: readonly (readonly [work: Work, figure: string, ratio: number])[] = [
  ['receive-1-flood', 'us', 1.05],
  ['receive-1000-spread', 'us', 0.3],
  ['push-100', 'us', 0.9],
  ['join-1000', 'join', 2.4],
  ['join-1000', 'leave', 1.9],
  ['stop-1000', 'stop', 5],
  ['stop-1000', 'bytes', 1.06],
];

/** How much worse than its bound a ratio may be, since machines are noisy. */
const MARGIN = 1.5;

export const quickWorks: ReadonlySet<string> = new Set(bounds.map(([work]) => work));

/** The rows that have fallen behind their bounds. */
export function fallenBehind(measured: readonly Row[]): readonly Row[] {
  return measured.filter(({ work, figure, ratio }) => {
    const [, , bound = Number.POSITIVE_INFINITY] = bounds.find(([of, by]) => of === work && by === figure) ?? [];
    return !(ratio <= bound * MARGIN);
  });
}

export function rows(measured: ReadonlyMap<string, readonly Figures[]>): Row[] {
  return shown.flatMap(([title, work, figure, goal, unit = 'us' as const]) => {
    const of = (client: string) =>
      (measured.get(`${work} ${client}`) ?? []).map((figures) => figures[figure] ?? Number.NaN);
    const [floor, phoenix, xstate, ours] = [of('floor'), of('phoenix'), of('xstate'), of('ours')];
    if (ours.length === 0) return [];
    const ratios = spreadOf(ours.map((value, round) => value / (phoenix[round] ?? Number.NaN)));
    const row: Row = {
      title,
      unit,
      floor: spreadOf(floor).median,
      phoenix: spreadOf(phoenix).median,
      xstate: spreadOf(xstate).median,
      ours: spreadOf(ours).median,
      ratio: ratios.median,
      spread: [ratios.min, ratios.max],
      goal,
      work,
      figure,
    };
    return row;
  });
}

/** The rows in Markdown. */
export function table(shownRows: readonly Row[]): string {
  const lines = shownRows.map(({ title, unit, floor, phoenix, xstate, ours, ratio, spread, goal }) => {
    const figures = [floor, phoenix, xstate, ours].map((value) => {
      if (Number.isNaN(value)) return '';
      return unit === 'us' ? short(value) : Math.round(value);
    });
    const reached = ratio <= goal ? 'yes' : 'no';
    return `| ${title}, ${unit} | ${figures.join(' | ')} | ${short(ratio)} (${spread.map(short).join(' to ')}) | ${goal} | ${reached} |`;
  });
  return [
    '| work | floor | phoenix.js | XState alone | ours | ours / phoenix.js | goal | reached |',
    '|---|--:|--:|--:|--:|--:|--:|---|',
    ...lines,
  ].join('\n');
}

function short(value: number): string {
  return value.toPrecision(value < 1 ? 2 : 3);
}
