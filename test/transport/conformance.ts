import { closeLaws } from './close.laws.ts';
import { dialingLaws } from './dialing.laws.ts';
import { endLaws } from './end.laws.ts';
import { lab } from './lab.ts';
import { messageLaws } from './message.laws.ts';
import { secrecyLaws } from './secrecy.laws.ts';
import { upgradeLaws } from './upgrade.laws.ts';
import type { World } from './world.ts';

/**
 * The laws of `transport.ts`, for any transport. Its `world` dials it, and has the server. The world must be asynchronous:
 * the sink must not be called within the task of the dial.
 *
 * @example
 * transportConformance('ws()', { dial: dialBy(ws()), serve: serveLoopback, freeze, can: { ... } });
 */
export function transportConformance(name: string, world: World): void {
  for (const laws of [dialingLaws, upgradeLaws, messageLaws, closeLaws, endLaws, secrecyLaws]) laws(name, lab(world));
}
