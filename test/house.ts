import { posix } from 'node:path';
import ts from 'typescript';

/** Paths under src and what stands in them. */
export type House = ReadonlyMap<string, string>;

/** From the ground up: a file may import those of its own floor and of the floors below. */
const floors: readonly RegExp[] = [
  /^errors\.ts$/,
  /^protocol\//,
  /^transport\//,
  /^configuration(\.\w+)?\.ts$/,
  /^machines\//,
  /^(?!index\.ts$)[^/]+\.ts$/,
  /^(index\.ts$|telemetry\/)/,
  /^testing\//,
];

const floorOf = (path: string) => floors.findIndex((floor) => floor.test(path));
export const DEFAULT_TRANSPORT = 'transport/ws.ts';
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate'];

/** Every breach of the rules of the house, one sentence each. */
export function breaches(house: House): string[] {
  const found = [...house].flatMap(([path, text]) => {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    return [...breachesOfImports(path, importsOf(path, text)), ...breachesOfSyntax(path, source)];
  });
  const naming = thoseNamingWs(house);
  return naming.length > 1 ? [...found, `${naming.join(' and ')} name ws`] : found;
}

/** The files that name the package `ws`; the test kit may. */
export function thoseNamingWs(house: House): string[] {
  const naming = [...house].filter(
    ([path, text]) => !path.startsWith('testing/') && importsOf(path, text).includes('ws'),
  );
  return naming.map(([path]) => path);
}

/** All that a file imports or exports from, types and dynamic imports too. What is ours is told by its path under src. */
function importsOf(path: string, text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => {
    if (fileName === '#default-transport') return DEFAULT_TRANSPORT;
    return fileName.startsWith('.') ? posix.join(posix.dirname(path), fileName) : fileName;
  });
}

function breachesOfImports(path: string, imports: readonly string[]): string[] {
  const floor = floorOf(path);
  if (floor < 0) return [`${path} stands on no floor`];
  return imports.flatMap((imported) => {
    if (imported.startsWith('..')) return [`${path} imports ${imported}, which is outside src`];
    if (/^xstate(\/|$)/.test(imported) && /^(protocol|transport)\//.test(path)) return [`${path} imports xstate`];
    if (/^xstate-phoenix/.test(imported)) return [`${path} imports the package it is a part of`];
    return floorOf(imported) > floor ? [`${path} imports ${imported} from above`] : [];
  });
}

function breachesOfSyntax(path: string, source: ts.SourceFile): string[] {
  const found: string[] = [];
  const timeless = /^(machines|protocol)\//.test(path);
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
