import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('./main.ts', import.meta.url));
const MINUTES = 2;

it(`a client keeps every promise among faults for ${MINUTES} minutes`, {
  timeout: (MINUTES + 4) * 60_000,
}, async () => {
  const child = spawn(
    process.execPath,
    ['--conditions=xstate-phoenix-source', '--expose-gc', '--import', 'tsx', program, '--minutes', `${MINUTES}`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    told += text;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(told).toContain('every promise was kept');
  expect(code).toBe(0);
});
