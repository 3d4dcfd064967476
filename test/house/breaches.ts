import ts from 'typescript';
import { type House, importsOf } from '../../scripts/structure/modules.ts';
import { layerOf, readLayers } from './layers.ts';

const TIMERS = ['setTimeout', 'setInterval', 'setImmediate'];
const layers = readLayers();

/** Every breach of the rules of the house, one sentence each. */
export function breaches(house: House): string[] {
  const imports = importsOf(house);
  const found = [...house].flatMap(([path, text]) => {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    return [...breachesOfImports(path, imports.get(path) ?? []), ...breachesOfSyntax(path, source)];
  });
  const naming = thoseNamingWs(house);
  return naming.length > 1 ? [...found, `${naming.join(' and ')} name ws`] : found;
}

/** The files that name the package `ws`; the test kit may. */
export function thoseNamingWs(house: House): string[] {
  const naming = [...importsOf(house)].filter(
    ([path, imports]) => !path.startsWith('src/testing/') && imports.includes('ws'),
  );
  return naming.map(([path]) => path);
}

function breachesOfImports(path: string, imports: readonly string[]): string[] {
  const layer = layerOf(layers, path);
  if (layer === undefined) return [`${path} stands on no layer`];
  return imports.flatMap((imported) => {
    const isOurs = imported.endsWith('.ts');
    if (isOurs && !imported.startsWith('src/')) return [`${path} imports ${imported}, which is outside src`];
    if (/^xstate(\/|$)/.test(imported) && /^src\/(protocol|transport)\//.test(path)) return [`${path} imports xstate`];
    if (/^xstate-phoenix/.test(imported)) return [`${path} imports the package it is a part of`];
    return isOurs && (layerOf(layers, imported) ?? 0) > layer ? [`${path} imports ${imported} from above`] : [];
  });
}

function breachesOfSyntax(path: string, source: ts.SourceFile): string[] {
  const found: string[] = [];
  const timeless = /^src\/(machines|protocol)\//.test(path);
  const visit = (node: ts.Node): void => {
    if (timeless && ts.isIdentifier(node) && TIMERS.includes(node.text) && !isMember(node))
      found.push(`${path} uses ${node.text}`);
    if (isDefaultExport(node)) found.push(`${path} has a default export`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether a name is that of a member, such as a clock's; those of the global object are no such members. */
function isMember(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent))
    return parent.name === node && !/^(globalThis|window|self)$/.test(parent.expression.getText());
  return (
    (ts.isMethodSignature(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyAssignment(parent)) &&
    parent.name === node
  );
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === 'default';
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  );
}
