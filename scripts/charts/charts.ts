import { channelMachine, clientMachine } from 'xstate-phoenix';
import { graphOf } from '../../inspector/src/chart/graph.ts';
import { layOut } from '../../inspector/src/chart/layout.ts';
import { groupChart } from '../../src/group/group.machine.ts';
import { sizeMachine } from '../../src/pool/size.machine.ts';
import { drawSvg } from './svg.ts';

const docs = new URL('../../docs/', import.meta.url);

/** The pictures in docs, with their charts. */
export const charts = [
  {
    file: new URL('client.svg', docs),
    draw: async () => drawSvg(await layOut(graphOf(clientMachine)), 'The chart of clientMachine'),
  },
  {
    file: new URL('channel.svg', docs),
    draw: async () => drawSvg(await layOut(graphOf(channelMachine)), 'The chart of channelMachine'),
  },
  {
    file: new URL('pool.svg', docs),
    draw: async () => drawSvg(await layOut(graphOf(sizeMachine)), 'The chart of the size of a pool'),
  },
  {
    file: new URL('group.svg', docs),
    draw: async () => drawSvg(await layOut(graphOf(groupChart)), 'The chart of a group'),
  },
];
