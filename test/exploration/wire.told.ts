import type { Frame } from 'xstate-phoenix';
import type { Line, Travelling } from '../proof/line.ts';
import type { ServerTold } from '../proof/server.ts';
import type { World } from '../proof/world.ts';
import type { Left, Model } from './model.ts';
import { counted } from './names.ts';

/** A line that was given up while it is frozen is not told, since nothing can come of it, unless its end is waited for. */
export function linesTold({ client, network }: World, { options }: Model): readonly unknown[] {
  const { line: newest, lines } = network;
  const awaited = client.getSnapshot().matches('disconnecting') ? newest : undefined;
  const limit = options.input?.maxBufferedAmount ?? Number.POSITIVE_INFINITY;
  return lines
    .filter((line) => line === awaited || !line.isFrozen || line.phase !== 'closing')
    .map((line) => lineTold(line, limit));
}

/**
 * What is unsent is told by what it decides. Its bytes are those of the parcels that are told anyway, give or take the
 * digits of their refs, so a model's limit must not be that near to a whole number of frames.
 */
function lineTold({ phase, isFrozen, connection, transport, up, down }: Line, limit: number): readonly unknown[] {
  const { bufferedAmount } = transport;
  return [
    phase,
    isFrozen,
    counted('~', connection),
    bufferedAmount > 0,
    bufferedAmount > limit,
    // What is on a frozen line stays there.
    isFrozen || [up.map(parcelTold), down.map(parcelTold)],
  ];
}

function parcelTold({ parcel }: Travelling): unknown {
  return 'data' in parcel ? frameTold(parcel.data) : parcel.close;
}

function frameTold(data: string): readonly unknown[] {
  const [joinRef, ref, topic, event, payload]: Frame = JSON.parse(data);
  return [counted('#', joinRef), counted('#', ref), topic, event, payloadTold(payload)];
}

function payloadTold(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null || 'seq' in payload) return null;
  return 'n' in payload ? counted('@', String(payload.n)) : payload;
}

/** The frames that may be delivered again. */
export function oldFramesTold({ network }: World, { acts, limits }: Model, left: Left): readonly unknown[] {
  const isOver = limits.some((limit, at) => limit.acts.includes('again') && left[at] === 0);
  const back = isOver ? 0 : Math.max(0, ...acts.map((act) => (act.act === 'again' ? act.back : 0)));
  return back === 0 ? [] : network.delivered.slice(-back).map(frameTold);
}

export function serverTold({ joins, held, owed, joined }: ServerTold): readonly unknown[] {
  type Join = ServerTold['owed'][number] | ServerTold['joined'][number][number];
  const join = ({ topic, joinRef, connection }: Join) => [topic, counted('#', joinRef), counted('~', connection)];
  return [
    joins,
    held.map(({ behind, ...asked }) => [
      join(asked),
      behind.map(([joinRef, ref, , event]) => [counted('#', joinRef), counted('#', ref), event]),
    ]),
    owed.map((push) => [join(push), counted('#', push.ref)]),
    joined.map((joins) => joins.map(join)),
  ];
}
