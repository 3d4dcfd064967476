import { say } from '#sentences';
/** Explains an error of a browser. Browsers never say why a server could not be reached. */
export function explain(_: unknown): string {
  return say('unreachable');
}
