import { contextOf, detailOf } from './allowed.ts';
import { type ReducedState, toValue } from './state.ts';
import type { ActorRow, ChartId } from './wire.types.ts';

/** What may be shown beyond the default, which is: types of events, refs, codes, numbers, names of topics and states. */
export interface Redaction {
  /** What to show of an event besides: merged into what is shown by default. Of one that throws, nothing is. */
  readonly event?: (type: string, event: Readonly<Record<string, unknown>>) => object;
  /** Keys of the context of any actor that are shown too. Functions are not: params and responses stay hidden. */
  readonly context?: readonly string[];
  /** Shows the payloads of frames, messages, pushes and replies, and the responses to joins. @defaultValue false */
  readonly payloads?: boolean;
}

/** What an actor is to the allow-list: one with a chart of ours, one of our others, or anybody's. */
export type Belonging = ChartId | 'ours' | 'foreign';

/** An event, as an actor takes it. */
interface Taken {
  readonly type: string;
  readonly [key: string]: unknown;
}

type Reduced = Readonly<Record<string, unknown>>;

/**
 * What leaves the process, in fresh objects. It is a list of what may, not of what may not: whatever is new stays
 * inside until it is named here.
 */
export interface Redactor {
  event(of: Belonging, event: Taken): Reduced;
  state(of: Belonging, snapshot: unknown): ReducedState;
  payload(payload: unknown): unknown;
}

/** Characters of the JSON of one value that somebody asked to see. */
const MOST = 10_000;
const STATUSES: readonly unknown[] = ['active', 'done', 'error', 'stopped'] satisfies ActorRow['status'][];

export function createRedactor({ event, context = [], payloads = false }: Redaction = {}): Redactor {
  const payload = (value: unknown) => (payloads ? copyOf(value) : undefined);
  return {
    event(of, taken) {
      const detail = of === 'foreign' ? {} : detailOf(taken);
      if (payloads && of !== 'foreign')
        for (const key of ['payload', 'response']) if (key in taken) detail[key] = payload(taken[key]);
      return event ? { ...detail, ...asked(() => event(taken.type, { ...taken })) } : detail;
    },
    state(of, snapshot) {
      const { status, value, tags, context: known } = partsOf(snapshot);
      const shown: Record<string, unknown> = of === 'client' || of === 'channel' ? contextOf(of, known) : {};
      for (const key of context) if (key in known && typeof known[key] !== 'function') shown[key] = copyOf(known[key]);
      return { status: isStatus(status) ? status : 'active', value: toValue(value), tags, context: shown };
    },
    payload,
  };
}

/** The type of an event, without the name of the actor in it, which may be that of a topic. */
export function typeOf(type: string): string {
  if (!type.startsWith('xstate.')) return type.length > 200 ? type.slice(0, 200) : type;
  const engine = /^xstate\.(done|error)\.actor\b|^xstate\.snapshot\b/.exec(type);
  return (engine?.[0] ?? type).slice(0, 200);
}

function partsOf(snapshot: unknown) {
  const { status, value, tags, context }: Record<string, unknown> = Object(snapshot);
  return {
    status,
    value,
    tags: tags instanceof Set ? [...tags].map(String) : [],
    context: Object(context) as Readonly<Record<string, unknown>>,
  };
}

function isStatus(status: unknown): status is ActorRow['status'] {
  return STATUSES.includes(status);
}

/** What a function of the user answers, if it is something. */
function asked(ask: () => object): Reduced {
  try {
    const given = ask();
    // A promise says nothing in time, and its rejection would end the process.
    if (given instanceof Promise) given.catch(() => {});
    const answer = copyOf(given);
    return typeof answer === 'object' && answer !== null ? { ...answer } : {};
  } catch {
    return {};
  }
}

/**
 * As JSON has it, so that nothing of it can change, or hold anything, later on. It is done within the client's own work,
 * so what is too long is given up on the way.
 */
function copyOf(value: unknown): unknown {
  let left = MOST;
  try {
    const text = JSON.stringify(value, function shown(this: object, key: string, item: unknown) {
      // Buffers have made themselves an object of numbers by now.
      const raw: unknown = Reflect.get(this, key);
      const bytes = bytesIn(raw);
      if (bytes !== undefined) return `${bytes} bytes`;
      left -= key.length + (typeof item === 'string' ? item.length : 4);
      if (left < 0) throw new TooLong();
      return item;
    });
    return text === undefined ? undefined : JSON.parse(text);
  } catch (error) {
    return error instanceof TooLong ? `more than ${MOST} characters of JSON` : undefined;
  }
}

class TooLong extends Error {}

function bytesIn(value: unknown): number | undefined {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer ? value.byteLength : undefined;
}
