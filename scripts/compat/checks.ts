import { apps } from './apps.ts';
import { bundlers } from './bundlers.ts';
import type { Check } from './check.ts';
import { nexts } from './next.ts';
import { runtimes } from './runtimes.ts';

/** All checks, in the order of the table. */
export const checks: readonly Check[] = [...bundlers, ...nexts, ...apps, ...runtimes];
