import { useEffect, useState } from 'preact/hooks';
import type { Graph, StateBox } from '../src/chart/graph.ts';
import type { Layout } from '../src/chart/layout.ts';

/** A chart with the lines inside its states, or without. */
export type Depth = 'outline' | 'whole';

/** Returns the layout of a chart, when it is ready. ELK is big, so it is loaded for the first layout. */
export function useLayout(graph: Graph | undefined, depth: Depth): Layout | undefined {
  const [made, setMade] = useState<{ readonly graph: Graph; readonly depth: Depth; readonly layout: Layout }>();
  const [layouts] = useState(() => new Map<string, Promise<Layout>>());
  useEffect(() => {
    if (!graph) return;
    let isWanted = true;
    // Each connection sends the same chart again.
    const key = `${depth} ${JSON.stringify(graph)}`;
    const layout = layouts.get(key) ?? layOut(graph, depth);
    layouts.set(key, layout);
    layout.then(
      (layout) => isWanted && setMade({ graph, depth, layout }),
      // ELK could not be loaded, because the service is gone. The next connection sends the chart again, and we retry.
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
