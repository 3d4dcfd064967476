import type { ChannelRef, ClientRef } from 'xstate-phoenix';
import type { Paint } from './screen.ts';
import type { Entry, Passed, Story } from './story.ts';
import { topOf } from './words.ts';

/** Everything that the screen shows, and the number of its rows. */
export interface View {
  readonly client: ClientRef;
  readonly rooms: readonly ChannelRef[];
  readonly story: Story;
  readonly where: string;
  /** The url of the inspector. */
  readonly watch: string;
  readonly note: string;
  readonly rows: number;
  readonly paint: Paint;
}

const WIDTH = 79;
const TOPIC_WIDTH = 14;
const RIGHT_WIDTH = 9;
const LOG_INDENT = 12 + TOPIC_WIDTH;
const FRAMES = 4;
/** The columns of the log. */
export const LOG_HEAD = ' time       who           what';
const FRAME_HEAD = '   ref  topic          event          payload';
const clientStates = ['disconnected', 'connecting', 'connected', 'reconnect-waiting', 'disconnecting', 'failed'];
const channelStates = ['joining', 'joined', 'rejoin-waiting', 'leaving', 'left', 'closed'];
const good = new Set(['connected', 'joined']);
const bad = new Set(['failed', 'closed']);

/** The lines of the screen: the states of all charts with the present ones lit, the traffic, and the log. */
export function page({ client, rooms, story, where, watch, note, rows, paint }: View): string[] {
  const top = [
    spread(paint(' xstate-phoenix ', 'bold', 'lit'), paint(where, 'dim'), 16 + where.length),
    heading('client', paint),
    stateRow(clientStates, topOf(client.getSnapshot().value), paint),
    clientDetail(client, story, paint),
    heading('topic ─────── state', paint, 'joins'),
    ...rooms.map((room) => roomRow(room, paint)),
    heading('frames per second', paint),
    traffic(story, paint),
    paint(FRAME_HEAD, 'dim'),
    ...fill(
      story.frames.slice(-FRAMES).map((passed) => frameRow(passed, paint)),
      FRAMES,
    ),
    heading(LOG_HEAD.trim(), paint),
  ];
  const bottom = [` inspector ${paint(watch, 'bold')}`, paint(` ${note}`, 'dim')];
  const room = Math.max(3, rows - top.length - bottom.length);
  const log = fill(
    story.entries.slice(-room).map((entry) => logRow(entry, paint, WIDTH)),
    room,
  );
  return [...top, ...log, ...bottom].slice(0, rows);
}

/** One entry of the log: a new state, or an emitted event. The plain output uses it, too. */
export function logRow({ at, who, kind, what, detail }: Entry, paint: Paint, width = Number.POSITIVE_INFINITY): string {
  const time = new Date(at).toISOString().slice(14, 23);
  const text = cut(kind === 'state' ? `is ${what}` : `${what}  ${detail}`.trimEnd(), width - LOG_INDENT);
  const name = (Number.isFinite(width) ? cut(who, TOPIC_WIDTH - 2) : who).padEnd(TOPIC_WIDTH);
  return ` ${paint(time, 'dim')}  ${paint(name, 'cyan')}${kind === 'state' ? paint(text, 'dim') : text}`;
}

/** A line with a heading, and another one at its right end. */
function heading(text: string, paint: Paint, last = ''): string {
  return paint(` ${text} ${'─'.repeat(WIDTH - text.length - last.length - 2)}${last}`, 'dim');
}

/** All states of a chart. The present one is lit, and in brackets for terminals without colours. */
function stateRow(states: readonly string[], present: string, paint: Paint): string {
  const colour = good.has(present) ? 'green' : bad.has(present) ? 'red' : 'yellow';
  const cell = (state: string) =>
    state === present ? paint(`[${state}]`, 'bold', 'lit', colour) : paint(` ${state} `, 'dim');
  return states.map(cell).join('');
}

function clientDetail(client: ClientRef, { rttMs }: Story, paint: Paint): string {
  const { value, context } = client.getSnapshot();
  if (typeof value === 'object' && 'connected' in value) {
    const { heartbeat, stability, flow } = value.connected;
    const text = ` heartbeat ${heartbeat} · ${stability} · ${flow}`;
    const rtt = rttMs === undefined ? '' : `round trip ${rttMs.toFixed(1)} ms`;
    return spread(text, paint(rtt, 'dim'), text.length + rtt.length);
  }
  const inner = typeof value === 'object' ? Object.values(value).join() : '';
  const error = context.error
    ? `${context.error.code}${context.error.httpStatus ? ` ${context.error.httpStatus}` : ''}`
    : '';
  const text = ` ${[inner, context.reason?.replace('_', ' '), error].filter(Boolean).join(' · ')}`;
  const { attempt, retryAt } = context;
  const retry = retryAt === null ? '' : `retry ${attempt} in ${secondsUntil(retryAt)}`;
  return spread(text, paint(retry, 'yellow'), text.length + retry.length);
}

function roomRow(room: ChannelRef, paint: Paint): string {
  const { value, context } = room.getSnapshot();
  const { attempt, retryAt, joins } = context;
  const topic = ` ${cut(room.id, TOPIC_WIDTH - 2)}`.padEnd(TOPIC_WIDTH);
  const retry = retryAt === null ? '' : `↻${attempt} ${secondsUntil(retryAt)}`;
  const right =
    retry === '' ? paint(`${joins}×`.padStart(RIGHT_WIDTH), 'dim') : paint(retry.padStart(RIGHT_WIDTH), 'yellow');
  return paint(topic, 'cyan') + stateRow(channelStates, topOf(value), paint) + right;
}

function secondsUntil(time: number): string {
  return `${(Math.max(0, time - Date.now()) / 1000).toFixed(1)}s`;
}

const bars = '▁▂▃▄▅▆▇█';

function traffic(story: Story, paint: Paint): string {
  const [incoming, outgoing] = (['in', 'out'] as const).map((direction) => {
    const counts = story.traffic(direction);
    const highest = Math.max(8, ...counts);
    const line = counts.map((count) => bars[Math.min(7, Math.ceil((count / highest) * 7))]).join('');
    const last = counts.at(-2) ?? 0;
    return ` ${direction.padEnd(4)}${paint(line, direction === 'in' ? 'green' : 'magenta')} ${`${last}/s`.padStart(5)}`;
  });
  return `${incoming}  ${outgoing}`;
}

function frameRow({ direction, frame }: Passed, paint: Paint): string {
  const [, ref, topic, event, payload] = frame;
  const isBytes = payload instanceof ArrayBuffer || ArrayBuffer.isView(payload);
  const body = isBytes ? `${payload.byteLength} bytes` : JSON.stringify(payload);
  const text = `${(ref ?? '').padStart(4)}  ${cut(topic, 14).padEnd(14)} ${cut(event, 14).padEnd(14)} ${body}`;
  const arrow = direction === 'in' ? paint('←', 'green') : paint('→', 'magenta');
  return ` ${arrow}${cut(text, WIDTH - 3)}`;
}

function fill(lines: readonly string[], rows: number): string[] {
  return [...lines, ...Array.from({ length: rows - lines.length }, () => '')];
}

/** Puts two texts at the two ends of a line. `shown` is the length of both without colours. */
function spread(left: string, right: string, shown: number): string {
  return left + ' '.repeat(Math.max(1, WIDTH - shown)) + right;
}

/** Cuts a text, and replaces control characters: a server may send some, and the terminal would obey them. */
function cut(text: string, width: number): string {
  const printable = text.replace(/\p{Cc}/gu, '·');
  return printable.length > width ? `${printable.slice(0, width - 1)}…` : printable;
}
