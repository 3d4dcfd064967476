import * as phoenix from 'phoenix';
import type * as facade from 'xstate-phoenix/phoenix';

/** What both implementations have. */
export type Phoenix = Pick<typeof facade, 'Socket'>;

/** phoenix.js itself. It has no types. */
export const npm = phoenix as unknown as Phoenix;
