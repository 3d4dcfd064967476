import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { charts } from './charts/charts.ts';

for (const { file, draw } of charts) {
  writeFileSync(file, await draw());
  console.log(fileURLToPath(file));
}
