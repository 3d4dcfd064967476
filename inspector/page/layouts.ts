import { useEffect, useState } from 'preact/hooks';
import type { Graph, StateBox } from '../src/chart/graph.ts';
import type { Layout } from '../src/chart/layout.ts';

/** A chart with what happens inside of its states, or without. */
export type Depth = 'outline' | 'whole';

/** The layout of a chart, once it is made. ELK is big, and comes with the first one. */
export function useLayout(graph: Graph | undefined, depth: Depth): Layout | undefined {
  const [made, setMade] = useState<{ readonly graph: Graph; readonly depth: Depth; readonly layout: Layout }>();
  const [layouts] = useState(() => new Map<string, Promise<Layout>>());
  useEffect(() => {
    if (!graph) return;
    let isWanted = true;
    // The same chart comes anew with each connection.
    const key = `${depth} ${JSON.stringify(graph)}`;
    const layout = layouts.get(key) ?? layOut(graph, depth);
    layouts.set(key, layout);
    layout.then(
      (layout) => isWanted && setMade({ graph, depth, layout }),
      // The service went away before ELK had come; the next connection brings the chart anew, and this is tried again.
      () => layouts.delete(key),
    );
    return () => {
      isWanted = false;
    };
  }, [graph, depth]);
  return made?.graph.root.id === graph?.root.id ? made?.layout : undefined;
}

async function layOut(graph: Graph, depth: Depth): Promise<Layout> {
  const { layOut } = await import('../src/chart/layout.ts');
  return layOut(depth === 'whole' ? graph : { ...graph, root: withoutInside(graph.root) });
}

function withoutInside(box: StateBox): StateBox {
  return { ...box, inside: [], states: box.states.map(withoutInside) };
}
