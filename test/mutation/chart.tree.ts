import ts from 'typescript';

/** The states of a chart: the path of each, and the names of its children in order. */
export type ChartTree = ReadonlyMap<string, readonly string[]>;

/** The states that stand in `createMachine` of a source; none where there is no chart, but transitions for one. */
export function treeOf(source: ts.SourceFile): ChartTree {
  const tree = new Map<string, readonly string[]>();
  const visit = (states: ts.Expression | undefined, path: readonly string[]): void => {
    if (!states || !ts.isObjectLiteralExpression(states)) return;
    const children = states.properties.filter(ts.isPropertyAssignment);
    tree.set(path.join('.'), children.map(nameOf));
    for (const child of children)
      if (ts.isObjectLiteralExpression(child.initializer))
        visit(partOf(child.initializer, 'states'), [...path, nameOf(child)]);
  };
  const chart = chartOf(source);
  if (chart) visit(partOf(chart, 'states'), []);
  return tree;
}

/** What is given to `createMachine`. */
function chartOf(source: ts.SourceFile): ts.ObjectLiteralExpression | undefined {
  let found: ts.ObjectLiteralExpression | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText().endsWith('createMachine')) {
      const [chart] = node.arguments;
      if (chart && ts.isObjectLiteralExpression(chart)) found = chart;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The value of a property of an object literal. */
export function partOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  return object.properties.filter(ts.isPropertyAssignment).find((property) => nameOf(property) === name)?.initializer;
}

export function nameOf({ name }: ts.PropertyAssignment): string {
  return ts.isStringLiteral(name) || ts.isIdentifier(name) ? name.text : name.getText();
}

/**
 * The state beside a target, in the target's own way of writing; undefined where it has no sibling. A target by name
 * alone is looked for beside the state it stands in, and for one outside of the chart by its name.
 *
 * @param within - The path of the state that the target stands in.
 */
export function siblingOf(tree: ChartTree, target: string, within: readonly string[] | undefined): string | undefined {
  const name = target.split('.').at(-1)?.replace(/^#.*/, '') ?? '';
  const siblings = tree.get(parentOf(tree, target, within)) ?? [];
  const index = siblings.indexOf(name);
  if (index < 0) throw new Error(`There is no state for the target "${target}".`);
  const next = siblings[(index + 1) % siblings.length];
  return next === name ? undefined : target.slice(0, target.length - name.length) + next;
}

function parentOf(tree: ChartTree, target: string, within: readonly string[] | undefined): string {
  if (target.startsWith('#')) return target.split('.').slice(1, -1).join('.');
  if (target.startsWith('.')) return [...(within ?? []), ...target.split('.').slice(1, -1)].join('.');
  if (within) return within.slice(0, -1).join('.');
  for (const [path, children] of tree) if (children.includes(target)) return path;
  return '';
}
