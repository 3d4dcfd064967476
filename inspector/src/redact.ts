import { contextOf, detailOf } from './allowed.ts';
import { type ReducedState, toValue } from './state.ts';
import type { ActorRow, ChartId } from './wire.types.ts';

/** What to show besides the default: types of events, refs, codes, numbers, and names of topics and states. */
export interface Redaction {
  /** Returns more fields of an event to show, besides the default. If it throws, only the default is shown. */
  readonly event?: (type: string, event: Readonly<Record<string, unknown>>) => object;
  /**
   * More keys of the contexts to show, of all actors. Functions are never shown, so params and responses stay hidden.
   */
  readonly context?: readonly string[];
  /** Whether to show payloads of frames, messages, pushes and replies, and responses to joins. @defaultValue false */
  readonly payloads?: boolean;
}

/** How the allow-list sees an actor: it runs one of our charts, is another actor of ours, or is foreign. */
export type Belonging = ChartId | 'ours' | 'foreign';

/** An event, as an actor takes it. */
interface Taken {
  readonly type: string;
  readonly [key: string]: unknown;
}

type Reduced = Readonly<Record<string, unknown>>;

/**
 * Makes redacted copies of events and states. It only copies what is on a list, so new fields stay hidden until they
 * are added there.
 */
export interface Redactor {
  event(of: Belonging, event: Taken): Reduced;
  state(of: Belonging, snapshot: unknown): ReducedState;
  payload(payload: unknown): unknown;
}

/** How many characters of JSON a value may have that the user has asked to see. */
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
      const shown: Record<string, unknown> = of === 'ours' || of === 'foreign' ? {} : contextOf(of, known);
      for (const key of context) if (key in known && typeof known[key] !== 'function') shown[key] = copyOf(known[key]);
      return { status: isStatus(status) ? status : 'active', value: toValue(value), tags, context: shown };
    },
    payload,
  };
}

/** The type of an event, without the name of an actor, which may be a topic. */
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

/** The fields that the user's function returns; none if it throws, or returns no object. */
function asked(ask: () => object): Reduced {
  try {
    const given = ask();
    // A promise is of no use here. Without the catch its rejection would end the process.
    if (given instanceof Promise) given.catch(() => {});
    const answer = copyOf(given);
    return typeof answer === 'object' && answer !== null ? { ...answer } : {};
  } catch {
    return {};
  }
}

/**
 * A copy as JSON, so that it can neither change nor keep objects alive. The client waits meanwhile, so we stop when it
 * gets too long.
 */
function copyOf(value: unknown): unknown {
  let left = MOST;
  try {
    const text = JSON.stringify(value, function shown(this: object, key: string, item: unknown) {
      // `toJSON` of a Buffer has already made an object of numbers of it.
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
