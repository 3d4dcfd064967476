/** One work with one client, in a process of its own: `drive.ts <client> <work> <port> [quick]`. Prints its figures. */
import { connect as floor } from './clients.floor.ts';
import { connect as ours } from './clients.ours.ts';
import { connect as phoenix } from './clients.phoenix.ts';
import { connect as xstate } from './clients.xstate.ts';
import { works } from './works.ts';

const [name = '', work = '', port = '', quick] = process.argv.slice(2);
const [, connect] = Object.entries({ floor, phoenix, xstate, ours }).find(([key]) => key === name) ?? [];
const [, run] = Object.entries(works).find(([key]) => key === work) ?? [];
if (!connect || !run) throw new Error(`There is no client '${name}', or no work '${work}'.`);
console.log(JSON.stringify(await run(connect, Number(port), quick === 'quick')));
process.exit();
