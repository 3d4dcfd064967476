import type { Imports } from './modules.ts';

/** The files that import each other in a circle: a list for each group of circles, sorted by name. */
export function circlesOf(imports: Imports): readonly (readonly string[])[] {
  const search = new Search(imports);
  for (const file of imports.keys()) search.visit(file);
  return search.knots;
}

/** Tarjan's search for strongly connected components. */
class Search {
  readonly knots: (readonly string[])[] = [];
  readonly #imports: Imports;
  /** The order in which the files were found. */
  readonly #met = new Map<string, number>();
  /** The files whose group is not known yet, in the order in which they were found. */
  readonly #open: string[] = [];

  constructor(imports: Imports) {
    this.#imports = imports;
  }

  /** The order of the earliest file without a group that a file leads back to. */
  visit(file: string): number {
    const met = this.#met.get(file);
    if (met !== undefined) return this.#open.includes(file) ? met : Number.POSITIVE_INFINITY;
    const own = this.#met.size;
    this.#met.set(file, own);
    this.#open.push(file);
    const targets = (this.#imports.get(file) ?? []).filter((target) => this.#imports.has(target));
    const earliest = Math.min(own, ...targets.map((target) => this.visit(target)));
    if (earliest === own) {
      const knot = this.#open.splice(this.#open.indexOf(file));
      if (knot.length > 1 || targets.includes(file)) this.knots.push(knot.sort());
    }
    return earliest;
  }
}
