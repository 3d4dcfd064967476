import { channelMachine, clientMachine } from 'xstate-phoenix';
import { graphOf } from './charts/graph.ts';
import { layOut } from './charts/layout.ts';
for (const cb of ['GREEDY','DEPTH_FIRST'])
for (const mo of ['NONE','NODES_AND_EDGES','PREFER_NODES'])
for (const np of ['BRANDES_KOEPF','NETWORK_SIMPLEX'])
for (const fb of ['true']) {
  try {
  const o = {'elk.layered.cycleBreaking.strategy':cb,'elk.layered.considerModelOrder.strategy':mo,'elk.layered.nodePlacement.strategy':np,'elk.layered.feedbackEdges':fb};
  const a = await layOut(graphOf(clientMachine),o), b= await layOut(graphOf(channelMachine),o);
  console.log(cb,mo,np,fb, Math.round(a.width)+'x'+Math.round(a.height), Math.round(b.width)+'x'+Math.round(b.height));
  } catch(e) { console.log(cb,mo,np,fb,String(e).slice(0,80)); }
}
