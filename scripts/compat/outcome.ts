import { rmSync } from 'node:fs';
import type { Check, Outcome } from './check.ts';
import { type Lab, openLab } from './lab.ts';
import { ANSWERED } from './program.ts';

/** Installs what a check needs into a folder, runs it, and returns how it ended. */
export async function outcomeOf(check: Check, folder: string, tarball: string, url: string): Promise<Outcome> {
  try {
    return await tried(check, await openLab(folder, tarball, check, url));
  } catch (error) {
    return { check, version: '-', result: 'not available here', why: String(error) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tried(check: Check, lab: Lab): Promise<Outcome> {
  const [first = ''] = check.packages;
  const version = lab.versionOf(first.replace(/(?<=.)@[^/]*$/, ''));
  try {
    const said = await check.run(lab);
    if (said.includes(ANSWERED)) return { check, version, result: 'works' };
    return { check, version, result: 'fails', why: said.trim() };
  } catch (error) {
    return { check, version, result: 'fails', why: String(error) };
  }
}
