import type { Problem } from '../errors.ts';

/** The server does not list a process, though the group's topic is joined. */
export const absent: Problem = {
  path: 'topic',
  message:
    'is joined, but its presences do not have this member: track it under the `member` of its params, with their `session` in the meta, and push `presence_state`',
};

/** Another process has the same name. */
export function doubled(name: string): Problem {
  const message = `is the name of another member, too: "${name}"; until that is gone, this one owns no topic`;
  return { path: 'member', message };
}
