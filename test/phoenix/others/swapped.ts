import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** npm `@supabase/realtime-js`, bundled as its users do: an alias puts our drop-in in the place of `@supabase/phoenix`. */
export async function importSwapped(): Promise<typeof import('@supabase/realtime-js')> {
  const folder = await mkdtemp(join(tmpdir(), 'xstate-phoenix-swapped-'));
  try {
    const outfile = join(folder, 'realtime.mjs');
    const { metafile } = await build({
      stdin: { contents: "export * from '@supabase/realtime-js';", resolveDir: root },
      absWorkingDir: root,
      alias: { '@supabase/phoenix': 'xstate-phoenix/phoenix' },
      conditions: ['xstate-phoenix-source'],
      outfile,
      bundle: true,
      metafile: true,
      format: 'esm',
      platform: 'node',
      mainFields: ['module', 'main'],
      logLevel: 'error',
    });
    const files = Object.keys(metafile.inputs);
    if (!files.includes('src/phoenix/index.ts') || files.some((file) => file.includes('@supabase/phoenix')))
      throw new Error('The bundle has not our Socket in it, or has that of @supabase/phoenix.');
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}
