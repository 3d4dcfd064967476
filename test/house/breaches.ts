import ts from 'typescript';
import { type House, importsOf } from '../../scripts/structure/modules.ts';
import { layerOf, readLayers } from './layers.ts';

const TIMERS = ['setTimeout', 'setInterval', 'setImmediate'];
const layers = readLayers();

/** Every breach of the rules of the house, one sentence each. */
export function breaches(house: House): string[] {
  const imports = importsOf(house);
  const sources = [...house].map(([path, text]) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  const found = sources.flatMap((source) => [
    ...breachesOfImports(source.fileName, imports.get(source.fileName) ?? []),
    ...breachesOfSyntax(source.fileName, source),
  ]);
  const naming = thoseNamingWs(house);
  return [
    ...found,
    ...breachesOfHeirs(sources.flatMap(classesOf)),
    ...(naming.length > 1 ? [`${naming.join(' and ')} name ws`] : []),
  ];
}

/** Classes that extend one whose instances can not be extended, so that their own fields can not be added everywhere. */
function breachesOfHeirs(classes: readonly ts.ClassDeclaration[]): string[] {
  const sealed = classes
    .filter((one) => one.getText().includes('keepOutOfProxies(this)'))
    .map(({ name }) => name?.text);
  return classes.flatMap((one) => {
    const [base] = one.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types ?? [];
    const name = base?.expression.getText();
    return name !== undefined && sealed.includes(name)
      ? [`${one.getSourceFile().fileName} extends ${name}, which is kept out of proxies`]
      : [];
  });
}

function classesOf(source: ts.SourceFile): readonly ts.ClassDeclaration[] {
  return source.statements.filter(ts.isClassDeclaration);
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
