import { drawn } from '../../inspector/src/chart/glyph.ts';
import type { Layout, PlacedArrow, PlacedState, Point, Rect } from '../../inspector/src/chart/layout.ts';
import { size } from '../../inspector/src/chart/size.ts';

const style = `
  svg { --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #8c959f; --edge: #d1d9e0; --box: #f6f8fa;
    --inner: #ffffff; --accent: #8250df; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #0d1117; --ink: #f0f6fc; --faint: #9198a1; --line: #6e7681; --edge: #3d444d; --box: #151b23;
      --inner: #1c232c; --accent: #b18cf5; }
  }
  text { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: var(--ink); }
  .name { font-size: ${size.name}px; font-weight: 600; }
  .text { font-size: ${size.text}px; fill: var(--faint); }
  .page { fill: var(--paper); }
  .root { fill: none; stroke: none; }
  .group { fill: var(--box); stroke: var(--edge); }
  .region { fill: var(--inner); stroke: var(--edge); stroke-dasharray: 4 3; }
  .state { fill: var(--inner); stroke: var(--line); stroke-width: 1.3; }
  .ring { fill: none; stroke: var(--line); }
  .glyph { fill: none; stroke: var(--faint); }
  .arrow { fill: none; stroke: var(--line); stroke-width: 1.3; }
  .head, .dot { fill: var(--line); }
  .begin { stroke: var(--accent); }
  .begin-dot { fill: var(--accent); }
`;

/** The picture of a chart, light or dark by the reader's setting. */
export function drawSvg({ width, height, states, arrows, dots }: Layout, title: string): string {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${style}</style>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">',
    '<path class="head" d="M0 0.5L7.5 4L0 7.5z"/></marker></defs>',
    `<rect class="page" width="${w}" height="${h}" rx="10"/>`,
    ...states.map(drawBox),
    ...arrows.map(drawArrow),
    ...dots.map(drawDot),
    ...states.flatMap(drawWords),
    ...arrows.flatMap(drawLabels),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

function drawBox({ state, ...rect }: PlacedState): string {
  const isGroup = state.states.length > 0;
  const kind = state.id === state.name ? 'root' : state.kind === 'region' ? 'region' : isGroup ? 'group' : 'state';
  const ring = state.kind === 'final' ? drawRect(inset(rect, -3), 'ring', 10) : '';
  return ring + drawRect(rect, kind, 8);
}

function drawWords({ state, x, y, width }: PlacedState): readonly string[] {
  const alone = state.states.length === 0;
  const at = { x: alone ? x + width / 2 : x + size.padding + 2, y: y + size.nameLine };
  const name = drawText(at, state.name, 'name', alone);
  const text = state.inside.map((line, index) =>
    drawText({ x: x + size.padding + 2, y: at.y + 6 + (index + 1) * size.line - 4 }, line, 'text', false),
  );
  return [name, ...text];
}

function drawArrow({ points, label }: PlacedArrow): string {
  const begin = label === undefined ? ' begin' : '';
  return `<path class="arrow${begin}" d="${roundedPath(points)}" marker-end="url(#head)"/>`;
}

function drawLabels({ labels, label }: PlacedArrow): readonly string[] {
  if (!label) return [];
  return labels.map((line, index) =>
    drawText({ x: label.x + 3, y: label.y + (index + 1) * size.line - 3 }, line, 'text', false),
  );
}

function drawDot({ x, y, width, height }: Rect): string {
  return `<circle class="begin-dot" cx="${round(x + width / 2)}" cy="${round(y + height / 2)}" r="${width / 2}"/>`;
}

function drawRect({ x, y, width, height }: Rect, kind: string, radius: number): string {
  const at = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
  return `<rect class="${kind}" ${at} rx="${radius}"/>`;
}

/** The length is set, so that the text fits with any monospaced font. Spaces in front become indentation. */
function drawText({ x, y }: Point, text: string, kind: 'name' | 'text', centred: boolean): string {
  const character = (kind === 'name' ? size.name : size.text) * size.character;
  const { pieces, ways } = drawn(text, centred ? x - (text.length * character) / 2 : x, y, character);
  const words = pieces.map((piece) => {
    const length = `textLength="${piece.length}" lengthAdjust="spacingAndGlyphs"`;
    return `<text class="${kind}" x="${piece.x}" y="${round(y)}" ${length}>${escapeXml(piece.text)}</text>`;
  });
  return [...words, ...ways.map((way) => `<path class="glyph" d="${way}"/>`)].join('');
}

const RADIUS = 6;

/** A path of straight pieces with round corners. */
function roundedPath(points: readonly Point[]): string {
  const steps = points.map((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (!before) return `M${at(point)}`;
    if (!after) return `L${at(point)}`;
    return `L${at(towards(point, before))}Q${at(point)} ${at(towards(point, after))}`;
  });
  return steps.join('');
}

/** A point between two others, at most half way. */
function towards(from: Point, to: Point): Point {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const share = distance === 0 ? 0 : Math.min(RADIUS, distance / 2) / distance;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function inset({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x + by, y: y + by, width: width - 2 * by, height: height - 2 * by };
}

function at({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
