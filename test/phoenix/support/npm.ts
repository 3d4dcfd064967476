// @ts-expect-error: phoenix has no types of its own.
import * as phoenix from 'phoenix';
import type * as facade from 'xstate-phoenix/phoenix';

/** What both implementations have. */
export type Phoenix = Pick<typeof facade, 'Socket'>;

/** phoenix.js itself. */
export const npm: Phoenix = phoenix;
