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

/** A state with its place. */
export interface PlacedState extends Rect {
  readonly state: StateBox;
}

/** An arrow with its way, and the place of its words. */
export interface PlacedArrow {
  readonly points: readonly Point[];
  readonly labels: readonly string[];
  readonly label: Rect | undefined;
  /** What it stands for; undefined for the one that leads to the state that is entered first. */
  readonly arrow: Arrow | undefined;
}

/** A chart with everything in its place; outer states come before inner ones. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly states: readonly PlacedState[];
  readonly arrows: readonly PlacedArrow[];
  /** The dots at which charts begin. */
  readonly dots: readonly Rect[];
}

/** Options of ELK that every state with states inside has to have; it inherits none. */
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

/** Finds a place for everything. The same graph gives the same places. */
export async function layOut({ root, arrows }: Graph, options: Readonly<Record<string, string>> = {}): Promise<Layout> {
  const boxes = new Map(inOrder(root).map((box) => [box.id, box]));
  const rank = new Map([...boxes.keys()].map((id, index) => [id, index]));
  const isBackward = ({ from, to }: Arrow) => (rank.get(from) ?? 0) > (rank.get(to) ?? 0);
  // Handed over the other way round, an arrow back does not turn the chart upside down.
  const edges: ElkExtendedEdge[] = arrows.map((arrow, index) => ({
    id: `arrow ${index}`,
    sources: [isBackward(arrow) ? arrow.to : arrow.from],
    targets: [isBackward(arrow) ? arrow.from : arrow.to],
    labels: [{ text: arrow.labels.join('\n'), ...textSize(arrow.labels) }],
  }));

  const toNode = (box: StateBox): ElkNode => {
    const [first, ...others] = box.kind === 'parallel' ? box.states : [];
    // Never drawn: it puts the other regions below the first one, where there is room for them.
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
    // A state with states inside is as wide as those need, whatever is asked for its own words.
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

/** A state and all inside, in the order in which they are read: what is entered first comes first. */
function inOrder(box: StateBox): readonly StateBox[] {
  return [box, ...initialFirst(box).flatMap(inOrder)];
}

function initialFirst({ states, initial }: StateBox): readonly StateBox[] {
  return [...states.filter(({ id }) => id === initial), ...states.filter(({ id }) => id !== initial)];
}
