/**
 * Puts names side by side, on as many lines as they need, with a tail after the last name. Names with the same first
 * word are joined: `page.visible · resumed`.
 */
export function wrap(names: readonly string[], common: string, length: number): readonly string[] {
  const lines: string[] = [];
  let topic = '';
  for (const name of names) {
    const [first = '', ...rest] = name.split('.');
    const short = `${lines.at(-1)} · ${rest.join('.')}`;
    if (first === topic && rest.length > 0 && short.length <= length) lines[lines.length - 1] = short;
    else lines.push(name);
    topic = first;
  }
  const whole = `${lines.at(-1)} ${common}`.trim();
  const fits = whole.length <= length;
  const all = fits ? [...lines.slice(0, -1), whole] : [...lines, `  ${common}`];
  const named = fits ? all.length - 1 : all.length - 2;
  return common === '' ? all : all.map((line, index) => (index < named ? `${line},` : line));
}
