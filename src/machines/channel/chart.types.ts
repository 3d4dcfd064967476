import type { channelChart } from './channel.machine.ts';

/** The chart of a channel. */
export type Chart = typeof channelChart;
export type Snapshot = ReturnType<Chart['transition']>;
/** A state of the chart. */
export type Node = Chart['root'];
/** A transition, as XState selects it. */
export type Transition = ReturnType<Chart['getTransitionData']>[number];
/** An action, as the chart names it. */
export type NamedAction = Node['entry'][number];
