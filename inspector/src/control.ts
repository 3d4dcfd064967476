import type { Hub } from './hub.ts';
import type { Tap } from './tap.ts';
import type { ChartId } from './wire.types.ts';

/** Sends events from a page to actors. */
export interface Control {
  readonly isAllowed: boolean;
  /** Sends an event to an actor. @returns Null, or a sentence that says why it was refused. */
  send(n: number, event: unknown): string | null;
}

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const anything: Check = () => true;
const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const absent: Check = (value) => value === undefined;
const or =
  (one: Check, other: Check): Check =>
  (value) =>
    one(value) || other(value);

const push: Fields = { event: isText, payload: anything, id: or(absent, isText) };
const join: Fields = { params: anything };

/**
 * The commands that a page may send. Others can not be typed as JSON, would be invented facts, or (`xstate.*`) stop an
 * actor.
 */
const commands: Readonly<Record<ChartId, Readonly<Record<string, Fields>>>> = {
  client: {
    'client.connect': {},
    'client.disconnect': { code: or(absent, isNumber), reason: or(absent, isText) },
    'client.reconnect': {},
    'channel.join': { topic: isText, ...join },
    'channel.leave': { topic: isText },
    'channel.push': { topic: isText, ...push },
    'channel.cast': { topic: isText, event: isText, payload: anything },
  },
  channel: {
    'channel.join': join,
    'channel.rejoin': join,
    'channel.leave': { timeoutMs: or(absent, isNumber) },
    'channel.push': push,
    'channel.cast': { event: isText, payload: anything },
  },
  presence: {},
};

export function createControl(hub: Hub, tap: Tap, isAllowed: boolean): Control {
  return {
    isAllowed,
    send(n, event) {
      if (!isAllowed) return 'Events can not be sent: the inspector was started without `control: true`.';
      const actor = hub.actor(n);
      const ref = actor && tap.refOf(actor.sessionId);
      if (!actor || !ref) return 'This actor has ended.';
      if (actor.chart === null || actor.chart === 'presence')
        return 'Events can only be sent to the client and to topics.';
      const command = commandOf(actor.chart, event);
      if (typeof command === 'string') return command;
      try {
        ref.send(command);
        return null;
      } catch {
        return `The actor threw an error on ${command.type}.`;
      }
    },
  };
}

/** The command, if it has exactly the right fields; else a sentence that says what is wrong. */
function commandOf(chart: ChartId, event: unknown): { readonly type: string } | string {
  const { type, ...given }: Record<string, unknown> = Object(event);
  const known = commands[chart];
  const fields = typeof type === 'string' && Object.hasOwn(known, type) ? known[type] : undefined;
  if (typeof type !== 'string' || fields === undefined)
    return `Only these commands can be sent: ${Object.keys(known).join(', ')}.`;
  const wrong = Object.keys(fields).filter((field) => !fields[field]?.(given[field]));
  if (wrong.length > 0) return `${type}: ${wrong.join(' and ')} missing, or of the wrong type.`;
  const unknown = Object.keys(given).filter((field) => !Object.hasOwn(fields, field));
  if (unknown.length > 0) return `${type} has no field ${unknown.join(' and no field ')}.`;
  return { type, ...given };
}
