import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { serveBesideInspector } from '../beside.inspector.ts';
import { startLive } from './phoenix.ts';
import { textOf } from './template.ts';
import { View } from './view.ts';

const liveView = join(dirname(createRequire(import.meta.url).resolve('phoenix_live_view')), '../../package.json');
const { version } = JSON.parse(await readFile(liveView, 'utf8'));
const phoenix = await startLive(version);

await serveBesideInspector(import.meta.url, phoenix, (index) =>
  index.replace('{{socket}}', phoenix.url).replace('{{view}}', textOf(new View(0).render())),
);
