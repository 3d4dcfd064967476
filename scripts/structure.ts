import { circlesOf } from './structure/circles.ts';
import { importsOf, readHouse } from './structure/modules.ts';
import { drawRooms } from './structure/rooms.ts';

const imports = importsOf(readHouse(process.argv.length > 2 ? process.argv.slice(2) : ['src']));
console.log(drawRooms(imports));
const circles = circlesOf(imports);
console.log(`%% ${imports.size} files, ${circles.length} circles`);
for (const circle of circles) console.log(`%% a circle of ${circle.length}: ${circle.join(', ')}`);
