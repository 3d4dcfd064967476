import { expect } from 'vitest';
import { phoenixMatchers } from 'xstate-phoenix/testing/vitest';

expect.extend(phoenixMatchers);
