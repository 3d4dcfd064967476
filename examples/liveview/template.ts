/** A template that was filled: its fixed parts, and the values between them. */
export interface Filled {
  readonly parts: readonly string[];
  readonly values: readonly string[];
}

export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Filled {
  return { parts, values: values.map((value) => escaped(String(value))) };
}

/** The text of it, for the first page. */
export function textOf({ parts, values }: Filled): string {
  return String.raw({ raw: parts }, ...values);
}

/** All of it, as LiveView's client wants it for a join: the values by their index, and the fixed parts as `s`. */
export function renderedOf({ parts, values }: Filled): object {
  return { ...values, s: parts };
}

/** Only the values that are new, by their index. */
export function diffOf(before: Filled, after: Filled): object {
  return Object.fromEntries([...after.values.entries()].filter(([index, value]) => value !== before.values[index]));
}

function escaped(text: string): string {
  const names: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };
  return text.replace(/[&<>"]/g, (character) => `&${names[character]};`);
}
