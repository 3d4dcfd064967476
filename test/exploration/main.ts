import { parseArgs } from 'node:util';
import { audit } from './audit.ts';
import { explore } from './explore.ts';
import type { Model } from './model.ts';
import { models } from './models/index.ts';
import { counterexampleInWords, reportInWords, stepsInWords } from './words.ts';

const usage = `npm run explore -- [--model NAME] [--states N] [--depth N]   states of each model, breadth first
npm run explore -- --model NAME --replay 0,4,2 [--end]      one history of a model, act by act
npm run explore -- --audit N [--model NAME]                 histories that are said to end in one state, compared

Models: ${models.map(({ name }) => name).join(', ')}.
`;

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    states: { type: 'string', default: '20000' },
    depth: { type: 'string', default: '1000' },
    replay: { type: 'string' },
    end: { type: 'boolean', default: false },
    audit: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const chosen = models.filter(({ name }) => values.model === undefined || name === values.model);
const say = (line: string) => process.stdout.write(`${line}\n`);

async function explores(model: Model): Promise<number> {
  const began = performance.now();
  const report = await explore(model, { states: Number(values.states), depth: Number(values.depth) });
  say(reportInWords(model, report, performance.now() - began));
  if (report.counterexample) {
    say(counterexampleInWords(model, report.counterexample));
    process.exitCode = 1;
  }
  return report.states;
}

if (values.help || chosen.length === 0) process.stdout.write(usage);
else if (values.replay !== undefined)
  for (const model of chosen)
    for await (const line of stepsInWords(model, values.replay.split(',').filter(Boolean).map(Number), values.end))
      say(line);
else if (values.audit !== undefined)
  for (const model of chosen) {
    const { pairs, differences } = await audit(model, Number(values.audit));
    say(
      `${model.name}: ${pairs} pairs of histories with one end, ${differences.length} of them with different futures`,
    );
    differences.forEach(say);
  }
else {
  let states = 0;
  for (const model of chosen) states += await explores(model);
  say(`${states} distinct states`);
}
