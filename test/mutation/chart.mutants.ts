import ts from 'typescript';
import { Edits, inside, type Place } from './chart.edits.ts';
import { type ChartTree, nameOf, siblingOf, treeOf } from './chart.tree.ts';
import { type Mutant, sourceOf } from './mutant.ts';

/** Every mistake of every kind below that a chart can be given, or transitions on their own, read from its source. */
export function chartMutants(file: string, text = sourceOf(file)): readonly Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const walk = new Walk(treeOf(source), new Edits(source));
  for (const statement of source.statements)
    if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (initializer) walk.declaration(name.getText(), initializer);
  return walk.edits.made;
}

/** Parts that are left out as they are. */
const PARTS: readonly string[] = ['invoke', 'output', 'reenter', 'guard', 'tags'];
const PARTS_OF_A_TRANSITION: readonly string[] = ['target', 'guard', 'actions'];

/** Goes through a chart as it is written, and changes whatever it comes across. */
class Walk {
  readonly #tree: ChartTree;
  readonly edits: Edits;

  constructor(tree: ChartTree, edits: Edits) {
    this.#tree = tree;
    this.edits = edits;
  }

  /** The chart itself, or a transition or a list of them that it uses more than once. */
  declaration(name: string, initializer: ts.Expression): void {
    const value = ts.isAsExpression(initializer) ? initializer.expression : initializer;
    const place: Place = { words: [name], state: undefined };
    const [chart] = ts.isCallExpression(value) ? value.arguments : [];
    if (chart && ts.isObjectLiteralExpression(chart)) this.#object(chart, { words: [], state: [] });
    else if (ts.isArrayLiteralExpression(value)) this.#candidates(value, place);
    else if (!ts.isObjectLiteralExpression(value) || isAction(value)) return;
    else if (isTransition(value)) this.#object(value, place);
    else this.#transitions(value, place);
  }

  /** A state or a transition. */
  #object(object: ts.ObjectLiteralExpression, place: Place): void {
    for (const property of object.properties)
      if (ts.isPropertyAssignment(property)) this.#part(object, property, inside(place, nameOf(property)));
      else this.edits.remove(property, inside(place, property.getText()));
  }

  #part(object: ts.ObjectLiteralExpression, property: ts.PropertyAssignment, place: Place): void {
    const name = nameOf(property);
    const value = property.initializer;
    if (PARTS.includes(name)) this.edits.remove(property, place);
    switch (name) {
      case 'states':
        if (ts.isObjectLiteralExpression(value)) this.#states(value, place);
        break;
      case 'on':
      case 'after':
        if (ts.isObjectLiteralExpression(value)) this.#transitions(value, place);
        break;
      case 'always':
        this.#transition(property, place);
        break;
      case 'entry':
      case 'exit':
      case 'actions':
        this.#actions(object, property, place);
        break;
      case 'guard':
        this.#guard(value, place);
        break;
      case 'tags':
        if (ts.isArrayLiteralExpression(value)) this.edits.removeEach(value, place);
        break;
      case 'type':
        if (value.getText() === `'final'`) this.edits.remove(property, place);
        break;
      case 'initial':
        this.#toSibling(value, { ...place, state: [...(place.state ?? []), ''] });
        break;
      case 'target':
        this.#toSibling(value, place);
        if (object.properties.length > 1) this.edits.remove(property, place);
        break;
    }
  }

  #states(states: ts.ObjectLiteralExpression, { words, state = [] }: Place): void {
    for (const child of states.properties) {
      if (!ts.isPropertyAssignment(child) || !ts.isObjectLiteralExpression(child.initializer)) continue;
      const name = nameOf(child);
      this.#object(child.initializer, { words: [...words.slice(0, -1), name], state: [...state, name] });
    }
  }

  #transitions(map: ts.ObjectLiteralExpression, place: Place): void {
    for (const property of map.properties)
      if (ts.isPropertyAssignment(property)) this.#transition(property, inside(place, nameOf(property)));
      else this.edits.remove(property, inside(place, property.getText()));
  }

  #transition(property: ts.PropertyAssignment, place: Place): void {
    const value = property.initializer;
    this.edits.remove(property, place);
    this.#toSibling(value, place);
    if (ts.isArrayLiteralExpression(value)) this.#candidates(value, place);
    if (ts.isObjectLiteralExpression(value)) this.#object(value, place);
  }

  #candidates(list: ts.ArrayLiteralExpression, place: Place): void {
    this.edits.removeEach(list, place);
    this.edits.swap(list, place);
    list.elements.forEach((item, index) => {
      if (ts.isObjectLiteralExpression(item)) this.#object(item, inside(place, `${index}`));
    });
  }

  #actions(object: ts.ObjectLiteralExpression, property: ts.PropertyAssignment, place: Place): void {
    const value = property.initializer;
    // At the root, or shared by charts, nothing is left of a transition without them: that it is left out is a mutant already.
    const isAllThereIs = !place.state?.length && object.properties.length === 1;
    if (ts.isArrayLiteralExpression(value)) this.edits.removeEach(value, place);
    else if (!isAllThereIs) this.edits.remove(property, place);
    this.#flipParams(value, place);
  }

  #flipParams(node: ts.Node, place: Place): void {
    if (ts.isPropertyAssignment(node) && nameOf(node) === 'params') {
      const { kind } = node.initializer;
      if (kind === ts.SyntaxKind.TrueKeyword) this.edits.replace(node.initializer, 'false', place, 'params flipped');
      if (kind === ts.SyntaxKind.FalseKeyword) this.edits.replace(node.initializer, 'true', place, 'params flipped');
    }
    ts.forEachChild(node, (child) => this.#flipParams(child, place));
  }

  /** A guard that is made of others is tried without each of them, and one that is turned round is turned back. */
  #guard(value: ts.Expression, place: Place): void {
    const [made] = ts.isCallExpression(value) ? value.arguments : [];
    if (!made) return;
    if (ts.isArrayLiteralExpression(made)) this.edits.removeEach(made, place);
    else this.edits.replace(value, made.getText(), place, 'turned round');
  }

  #toSibling(target: ts.Expression, place: Place): void {
    if (!ts.isStringLiteral(target)) return;
    const sibling = siblingOf(this.#tree, target.text, place.state);
    if (sibling) this.edits.replace(target, `'${sibling}'`, place, `to ${sibling}`);
  }
}

/** An action by its name, with params: whatever uses it is tried without it. */
function isAction(object: ts.ObjectLiteralExpression): boolean {
  return object.properties.some((property) => ts.isPropertyAssignment(property) && nameOf(property) === 'params');
}

function isTransition(object: ts.ObjectLiteralExpression): boolean {
  return object.properties.some(
    (property) => ts.isPropertyAssignment(property) && PARTS_OF_A_TRANSITION.includes(nameOf(property)),
  );
}
