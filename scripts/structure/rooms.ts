import { posix } from 'node:path';
import type { Imports } from './modules.ts';

/** How often the files of one folder import those of another: by `from -> to`, each folder by its path. */
export function roomsOf(imports: Imports): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const rooms = new Map<string, Map<string, number>>();
  for (const [file, targets] of imports) {
    const room = posix.dirname(file);
    const doors = rooms.get(room) ?? new Map<string, number>();
    rooms.set(room, doors);
    for (const target of targets.filter((path) => imports.has(path)).map((path) => posix.dirname(path)))
      if (target !== room) doors.set(target, (doors.get(target) ?? 0) + 1);
  }
  return rooms;
}

/** The folders as a Mermaid diagram: the number of files in each, and of imports between them. */
export function drawRooms(imports: Imports): string {
  const rooms = [...roomsOf(imports)].sort(([one], [other]) => one.localeCompare(other));
  const files = [...imports.keys()].map((file) => posix.dirname(file));
  const idOf = (room: string) => room.replaceAll(/\W/g, '_');
  return [
    'flowchart BT',
    ...rooms.map(([room]) => `  ${idOf(room)}["${room} (${files.filter((of) => of === room).length} files)"]`),
    ...rooms.flatMap(([room, doors]) =>
      [...doors].sort().map(([target, count]) => `  ${idOf(room)} -->|${count}| ${idOf(target)}`),
    ),
  ].join('\n');
}
