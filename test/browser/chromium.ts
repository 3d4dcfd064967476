import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Where the browser is, and what it has to find in its environment. */
export interface Chromium {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, 'node_modules', '.cache');

/**
 * The Chromium inside `@sparticuz/chromium`, unpacked once under `node_modules/.cache`.
 *
 * The package brings the shared libraries of NSS and expat too, which a machine with nothing but Node may not have; it
 * unpacks them only where it believes to be on Amazon Linux. It also takes a half-written file of another process for a
 * whole one, so each process unpacks into a folder of its own, and the first to be done gives it its name. Its own list
 * of fonts names folders of Amazon's, and a page with text would crash.
 */
export async function unpackChromium(): Promise<Chromium> {
  const require = createRequire(import.meta.url);
  // Its exports hide package.json, so that is asked for by its path.
  const { version } = require(join(require.resolve('@sparticuz/chromium'), '../../../package.json')) as {
    version: string;
  };
  const folder = join(cache, `chromium-${version}-with-fonts`);
  if (!existsSync(folder)) await unpackTo(folder);
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  };
}

const unpack = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;

async function unpackTo(folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(join(cache, 'unpacking-'));
  try {
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpack], {
      cwd: root,
      env: { ...process.env, TMPDIR: staging, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' },
    });
    await writeFile(join(staging, 'fonts.conf'), fontsOf(folder));
    await rename(staging, folder);
  } catch (error) {
    // Another process was first: its folder is as good.
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function fontsOf(folder: string): string {
  const list = `<dir>${join(folder, 'fonts', 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir>`;
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${list}</fontconfig>`;
}
