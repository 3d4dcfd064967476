import type { WriteStream } from 'node:tty';

const CSI = '\u001b[';
const codes = { bold: 1, dim: 2, lit: 7, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;

/** Adds colours to a text. */
export type Paint = (text: string, ...looks: (keyof typeof codes)[]) => string;

/** Respects NO_COLOR (https://no-color.org). */
export const paint: Paint = (text, ...looks) =>
  process.env.NO_COLOR || looks.length === 0
    ? text
    : `${CSI}${looks.map((look) => codes[look]).join(';')}m${text}${CSI}0m`;

/** The terminal as a screen of lines. Writes only the lines that have changed. */
export interface Screen {
  readonly rows: number;
  draw(lines: readonly string[]): void;
  /** Restores the terminal. Idempotent. */
  restore(): void;
}

/** Takes over the terminal until `restore`, or until the end of the process. */
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
  // Alternate screen, no cursor, no line wrap.
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
      // Synchronized output: the terminal shows all changes at once.
      if (open && changes !== '') out.write(`${CSI}?2026h${changes}${CSI}?2026l`);
    },
    restore,
  };
}
