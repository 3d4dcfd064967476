import * as phoenix from 'phoenix';
import type * as facade from 'xstate-phoenix/phoenix';

/** What both implementations have. */
export type Phoenix = Pick<typeof facade, 'Socket' | 'Presence'>;

/** phoenix.js itself, with our types: `@types/phoenix` lacks many members. */
export const npm = phoenix as unknown as Phoenix;
