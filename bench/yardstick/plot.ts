import type { Figures } from './works.ts';

/** A line of the picture: what a message costs with so many topics. */
interface Line {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly (readonly [topics: number, us: number])[];
}

const [width, height] = [640, 360];
const area = { left: 64, right: 600, top: 24, bottom: 300 };
const clients = [
  ['phoenix', 'phoenix.js', '#d9480f'],
  ['ours', 'xstate-phoenix', '#1c7ed6'],
  ['floor', 'floor: ws, JSON.parse, one lookup', '#868e96'],
] as const;

/** The cost of a message against the number of topics, as a picture: both axes count in powers of ten. */
export function plot(measured: ReadonlyMap<string, readonly Figures[]>, sizes: readonly number[]): string {
  const lines = clients.map(
    ([client, name, colour]): Line => ({
      name,
      colour,
      points: sizes.map((topics) => [topics, least(measured.get(`receive-${topics}-spread ${client}`) ?? [])]),
    }),
  );
  const most = Math.max(...lines.flatMap(({ points }) => points.map(([, us]) => us)));
  const x = scale(1, Math.max(...sizes), area.left, area.right);
  const y = scale(0.5, most * 1.2, area.bottom, area.top);
  const ticks = [
    ...sizes.map((topics) => text(x(topics), area.bottom + 20, topics.toLocaleString('en'), 'middle')),
    ...[1, 3, 10, 30, 100]
      .filter((us) => us < most)
      .map((us) => grid(y(us)) + text(area.left - 8, y(us) + 4, `${us} µs`, 'end')),
  ];
  const drawn = lines.map(({ name, colour, points }, index) => {
    const path = points.map(([topics, us]) => `${x(topics).toFixed(1)},${y(us).toFixed(1)}`).join(' ');
    const dots = points.map(
      ([topics, us]) => `<circle cx="${x(topics).toFixed(1)}" cy="${y(us).toFixed(1)}" r="3" fill="${colour}"/>`,
    );
    const legend = text(area.left + 12, area.top + 16 + 18 * index, name, 'start', colour);
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}${legend}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    '<title>The processor time of a message, from the socket to its listener, against the number of topics</title>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...ticks,
    ...drawn,
    text((area.left + area.right) / 2, height - 16, 'topics, one listener each', 'middle'),
    '</svg>',
    '',
  ].join('\n');
}

function least(rounds: readonly Figures[]): number {
  return Math.min(...rounds.map(({ us = Number.NaN }) => us));
}

function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  return (value) => start + ((Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from))) * (end - start);
}

function grid(y: number): string {
  return `<line x1="${area.left}" x2="${area.right}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}" stroke="#e9ecef"/>`;
}

function text(x: number, y: number, words: string, anchor: string, colour = '#343a40'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${colour}">${words}</text>`;
}
