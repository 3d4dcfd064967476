import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { interpret } from 'xstate-phoenix';

/** The names in a file that an editor strikes through. */
function struckThrough(code: string): string[] {
  const file = fileURLToPath(new URL('interpret.block.ts', import.meta.url));
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    customConditions: ['xstate-phoenix-source'],
    allowImportingTsExtensions: true,
    noEmit: true,
  };
  const service = ts.createLanguageService({
    getCurrentDirectory: ts.sys.getCurrentDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile: (path, encoding) => (path === file ? code : ts.sys.readFile(path, encoding)),
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const text = path === file ? code : ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  });
  return service
    .getSuggestionDiagnostics(file)
    .filter(({ reportsDeprecated }) => reportsDeprecated)
    .map(({ start, length }) => code.slice(start, start + length));
}

describe('interpret', () => {
  it('is createActor of XState', () => {
    expect(interpret).toBe(createActor);
  });

  it('is not struck through in an editor, as that of XState is', () => {
    const use = (from: string) =>
      `import { interpret } from '${from}'; import { clientMachine } from 'xstate-phoenix'; interpret(clientMachine, { input: { url: 'ws://a' } });`;
    expect(struckThrough(use('xstate'))).toContain('interpret');
    expect(struckThrough(use('xstate-phoenix'))).toEqual([]);
  }, 60_000);
});
