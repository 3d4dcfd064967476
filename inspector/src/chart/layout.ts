import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk.bundled.js';
import elk from 'elkjs/lib/elk.bundled.js';
import type { Arrow, Graph, StateBox } from './graph.ts';
import { headerSize, size, textSize } from './size.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** A state and its place. */
export interface PlacedState extends Rect {
  readonly state: StateBox;
}

/** An arrow, its points, and the place of its labels. */
export interface PlacedArrow {
  readonly points: readonly Point[];
  readonly labels: readonly string[];
  readonly label: Rect | undefined;
  /** The arrow of the graph; undefined for the one that leads from a dot to the initial state. */
  readonly arrow: Arrow | undefined;
}

/** A chart that is laid out. Outer states come before inner ones. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly states: readonly PlacedState[];
  readonly arrows: readonly PlacedArrow[];
  /** The dots before initial states. */
  readonly dots: readonly Rect[];
}

/** The options of ELK for every state with inner states. ELK does not inherit options. */
const everywhere = {
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.randomSeed': '7',
  'elk.layered.edgeLabels.sideSelection': 'ALWAYS_DOWN',
  'elk.spacing.nodeNode': '20',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '3',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
};

/** Lays out a graph. The same graph always gives the same layout. */
export async function layOut({ root, arrows }: Graph, options: Readonly<Record<string, string>> = {}): Promise<Layout> {
  const boxes = new Map(inOrder(root).map((box) => [box.id, box]));
  const rank = new Map([...boxes.keys()].map((id, index) => [id, index]));
  const isBackward = ({ from, to }: Arrow) => (rank.get(from) ?? 0) > (rank.get(to) ?? 0);
  // Backward arrows are reversed for ELK. Otherwise they would turn the chart upside down.
  const edges: ElkExtendedEdge[] = arrows.map((arrow, index) => ({
    id: `arrow ${index}`,
    sources: [isBackward(arrow) ? arrow.to : arrow.from],
    targets: [isBackward(arrow) ? arrow.from : arrow.to],
    labels: [{ text: arrow.labels.join('\n'), ...textSize(arrow.labels) }],
  }));

  const toNode = (box: StateBox): ElkNode => {
    const [first, ...others] = box.kind === 'parallel' ? box.states : [];
    // These edges are not drawn. They put the other regions below the first one, where there is room.
    for (const { id } of others) if (first) edges.push({ id: `below ${id}`, sources: [first.id], targets: [id] });
    if (box.initial !== undefined)
      edges.push({ id: `initial ${box.id}`, sources: [`dot ${box.id}`], targets: [box.initial] });
    const header = headerSize(box);
    const dot = box.initial === undefined ? [] : [{ id: `dot ${box.id}`, width: size.dot, height: size.dot }];
    const inner = box.states.length > 0 && {
      children: [...dot, ...initialFirst(box).map(toNode)],
      layoutOptions: {
        ...everywhere,
        ...options,
        'elk.padding': `[top=${header.height + 12},left=14,bottom=14,right=14]`,
      },
    };
    return { id: box.id, ...header, ...inner };
  };

  const page: ElkNode = {
    id: 'page',
    children: [toNode(root)],
    edges,
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.json.shapeCoords': 'ROOT',
      'elk.json.edgeCoords': 'ROOT',
      'elk.padding': '[top=8,left=8,bottom=8,right=8]',
      ...everywhere,
      ...options,
    },
  };
  const placed = await new elk.default().layout(page);

  const states: PlacedState[] = [];
  const dots: Rect[] = [];
  const collect = (node: ElkNode): void => {
    const state = boxes.get(node.id);
    const rect = { x: node.x ?? 0, y: node.y ?? 0, width: node.width ?? 0, height: node.height ?? 0 };
    // ELK makes a state only as wide as its inner states need, not as its own text needs.
    if (state) states.push({ ...rect, width: Math.max(rect.width, headerSize(state).width), state });
    else if (node.id.startsWith('dot ')) dots.push(rect);
    for (const child of node.children ?? []) collect(child);
  };
  collect(placed);
  return {
    width: placed.width ?? 0,
    height: placed.height ?? 0,
    states,
    dots,
    arrows: (placed.edges ?? [])
      .filter(({ id }) => !id.startsWith('below '))
      .map(({ sections = [], labels = [] }, index) => {
        const [label] = labels;
        const { x = 0, y = 0, width = 0, height = 0, text } = label ?? {};
        const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
          startPoint,
          ...bendPoints,
          endPoint,
        ]);
        const arrow = arrows[index];
        return {
          points: arrow && isBackward(arrow) ? points.reverse() : points,
          labels: text?.split('\n') ?? [],
          label: label && { x, y, width, height },
          arrow,
        };
      }),
  };
}

/** A state and all its inner states. Initial states come first. */
function inOrder(box: StateBox): readonly StateBox[] {
  return [box, ...initialFirst(box).flatMap(inOrder)];
}

function initialFirst({ states, initial }: StateBox): readonly StateBox[] {
  return [...states.filter(({ id }) => id === initial), ...states.filter(({ id }) => id !== initial)];
}
