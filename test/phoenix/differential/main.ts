import { parseArgs } from 'node:util';
import { compareMany } from './compare.ts';

const TELL_EVERY = 1_000;

const { values } = parseArgs({
  options: { programs: { type: 'string', default: '10000' }, from: { type: 'string', default: '1' } },
});

/** Compares our Socket with phoenix.js in many random programs: `npm run differ -- --programs 100000`. */
const [from, programs] = [Number(values.from), Number(values.programs)];
for (let done = 0; done < programs; done += TELL_EVERY) {
  const found = await compareMany(from + done, Math.min(TELL_EVERY, programs - done));
  for (const { seed, before, phoenix, ours } of found) {
    process.stdout.write(
      `Seed ${seed}:\n${before.join('\n')}\n  phoenix.js:\n${phoenix.join('\n')}\n  ours:\n${ours.join('\n')}\n`,
    );
    process.exitCode = 1;
  }
  process.stdout.write(`${Math.min(done + TELL_EVERY, programs)} programs\n`);
}
