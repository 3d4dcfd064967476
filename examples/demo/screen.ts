import type { WriteStream } from 'node:tty';

const CSI = '\u001b[';
const codes = { bold: 1, dim: 2, lit: 7, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;

/** Makes text look like something, in a terminal that wants colours. */
export type Paint = (text: string, ...looks: (keyof typeof codes)[]) => string;

/** Respects NO_COLOR (https://no-color.org). */
export const paint: Paint = (text, ...looks) =>
  process.env.NO_COLOR || looks.length === 0
    ? text
    : `${CSI}${looks.map((look) => codes[look]).join(';')}m${text}${CSI}0m`;

/** The terminal as a page that is drawn anew: only the lines that have changed are written. */
export interface Screen {
  readonly rows: number;
  draw(lines: readonly string[]): void;
  /** Gives the terminal back as it was. Idempotent. */
  restore(): void;
}

/** Takes the terminal over until `restore`, or the end of the process. */
export function openScreen(out: WriteStream): Screen {
  let drawn: readonly string[] = [];
  let open = true;
  const forget = () => {
    drawn = [];
    out.write(`${CSI}2J`);
  };
  const restore = () => {
    if (!open) return;
    open = false;
    out.off('resize', forget);
    process.off('exit', restore);
    out.write(`${CSI}?7h${CSI}?25h${CSI}?1049l`);
  };
  // The other page, no cursor, and no line that runs into the next one.
  out.write(`${CSI}?1049h${CSI}?25l${CSI}?7l${CSI}2J`);
  out.on('resize', forget);
  process.on('exit', restore);
  return {
    get rows() {
      return out.rows;
    },
    draw(lines) {
      const rows = Math.max(lines.length, drawn.length);
      const changes = Array.from({ length: rows }, (_, row) => {
        const line = lines[row] ?? '';
        return line === drawn[row] ? '' : `${CSI}${row + 1};1H${line}${CSI}0m${CSI}K`;
      }).join('');
      drawn = [...lines];
      // Between these two a terminal that knows them shows nothing half done.
      if (open && changes !== '') out.write(`${CSI}?2026h${changes}${CSI}?2026l`);
    },
    restore,
  };
}
