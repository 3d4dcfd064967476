import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { deadLinksOf, localLinksOf } from './support/blocks.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');
const manifestOf = (folder: string) => JSON.parse(read(`${folder}package.json`));

const library = manifestOf('');
const inspector = manifestOf('inspector/');
const dropin = manifestOf('phoenix-dropin/');
/** The url of the repository in package.json. All other places have to agree. */
const home: string = library.repository.url.replace(/^git\+|\.git$/g, '');

const packages = [
  ['xstate-phoenix', '', library],
  ['xstate-phoenix-inspector', 'inspector/', inspector],
  ['xstate-phoenix-dropin', 'phoenix-dropin/', dropin],
] as const;

/** The files that a package is published with. */
function packedIn(folder: string): string[] {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const said = execFileSync('npm', args, {
    cwd: `${root}${folder}`,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ files }] = JSON.parse(said);
  return files.map(({ path }: { path: string }) => path);
}

describe.each(packages)('%s', (name, folder, manifest) => {
  it('can be published, and is built before it is packed', () => {
    expect(manifest).toMatchObject({ name, license: 'MIT', type: 'module', version: library.version });
    expect(manifest.private).toBeUndefined();
    expect(manifest.scripts.prepack).toMatch(/npm run (build|prepack)/);
    expect(library.scripts.prepack).toContain('npm run build');
    expect(library.scripts.build).toContain('npm run build --workspace inspector --workspace phoenix-dropin');
    expect(manifest.keywords.length).toBeGreaterThan(5);
  });

  it('says where it is at home', () => {
    expect(home).toMatch(/^https:\/\/github\.com\/[\w-]+\/xstate-phoenix$/);
    expect(manifest.repository).toEqual({
      ...library.repository,
      ...(folder && { directory: folder.slice(0, -1) }),
    });
    expect(manifest.homepage).toBe(folder ? `${home}/tree/main/${folder}#readme`.replace('/#', '#') : `${home}#readme`);
    expect([manifest.bugs, manifest.author]).toEqual([`${home}/issues`, library.author]);
  });

  it('is packed with its license, its changelog and its sources, and no test', () => {
    const files = packedIn(folder);
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'CHANGELOG.md', 'src/index.ts']));
    expect(files.filter((file) => !/^(src|dist|bin)\/|^[A-Z]+(\.md)?$|^package\.json$/.test(file))).toEqual([]);
    expect(read(`${folder}LICENSE`)).toBe(read('LICENSE'));
  });

  it('has a changelog whose newest version is its own', () => {
    const changelog = read(`${folder}CHANGELOG.md`);
    const versions = Array.from(changelog.matchAll(/^## \[(.*?)\]/gm), ([, version]) => version);
    expect(versions.filter((version) => version !== 'Unreleased')[0]).toBe(manifest.version);
    const links = Array.from(changelog.matchAll(/^\[(.*?)\]: (.*)$/gm), ([, version, url]) => [version, url]);
    expect(links.map(([version]) => version)).toEqual(versions);
    expect(Object.fromEntries(links)).toMatchObject({
      Unreleased: `${home}/compare/v${manifest.version}...HEAD`,
      [manifest.version]: `${home}/releases/tag/v${manifest.version}`,
    });
  });
});

describe('the versions', () => {
  it('agree between the packages and in the lock', () => {
    expect(inspector.peerDependencies).toEqual({ 'xstate-phoenix': `^${library.version}` });
    expect(dropin.dependencies).toEqual({
      xstate: library.peerDependencies.xstate,
      'xstate-phoenix': `^${library.version}`,
    });
    const { version, packages } = JSON.parse(read('package-lock.json'));
    const locked = ['', 'inspector', 'phoenix-dropin'].map((place) => packages[place].version);
    expect([version, ...locked]).toEqual(Array(4).fill(library.version));
  });
});

describe('a page of a package', () => {
  it('has links that lead somewhere: into the repository, and from the other packages by their whole url', () => {
    const links = localLinksOf(read('README.md'));
    expect(links.length).toBeGreaterThan(4);
    expect(deadLinksOf(read('README.md'), '')).toEqual([]);
    // Built files are not in the repository.
    expect(links.filter((link) => /^(\/|\.\.|(\.\/)?(dist|docs\/api|coverage|node_modules)\b)/.test(link))).toEqual([]);
    expect(localLinksOf(read('inspector/README.md') + read('phoenix-dropin/README.md'))).toEqual([]);
  });

  it('links to files of this repository that are there', () => {
    const paths = textsIn('').flatMap(([, text]) =>
      Array.from(text.matchAll(/https:\/\/github\.com\/[\w-]+\/xstate-phoenix\/(?:blob|tree)\/main\/([\w./-]+)/g)),
    );
    expect(paths.length).toBeGreaterThan(1);
    expect(paths.map(([, path]) => path).filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
  });
});

describe('the files for maintainers', () => {
  const workflows = textsIn('.github/').filter(([path]) => path.includes('/workflows/'));

  it('run scripts that are there', () => {
    const run = workflows.flatMap(([, text]) =>
      Array.from(text.matchAll(/- run: npm (?:run )?([\w:]+)/g), ([, name]) => name),
    );
    const commands = ['ci', 'publish'];
    expect(run).toEqual(expect.arrayContaining(['test', 'compat', ...commands]));
    expect(run.filter((name = '') => !commands.includes(name) && !(name in library.scripts))).toEqual([]);
    expect(existsSync(`${root}.ci/run`)).toBe(true);
  });

  it('publish all packages with their provenance, and only what passes', () => {
    const publish = read('.github/workflows/publish.yml');
    const steps = Array.from(publish.matchAll(/- run: (.*)/g), ([, step]) => step);
    const command = 'npm publish --provenance --access public';
    const others = [inspector, dropin].map(({ name }) => `${command} --workspace ${name}`);
    expect(steps).toEqual(['.ci/run', command, ...others]);
    expect(publish).toContain('id-token: write');
  });

  it('link to nothing that is not there', () => {
    expect(deadLinksOf(read('SECURITY.md'), '')).toEqual([]);
  });
});

describe('the place of the repository', () => {
  it('is the same wherever it is named', () => {
    const named = textsIn('').flatMap(([path, text]) =>
      Array.from(text.matchAll(/https:\/\/github\.com\/[\w-]+\/xstate-phoenix\b/g), ([url]) => [path, url]),
    );
    expect(new Set(named.map(([path]) => path)).size).toBeGreaterThan(5);
    expect(named.filter(([, url]) => url !== home)).toEqual([]);
  });
});

/** The texts that may name the repository, with their paths. */
function textsIn(folder: string): [string, string][] {
  return readdirSync(`${root}${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory())
      return /^(docs|examples|inspector|phoenix-dropin|\.github|ISSUE_TEMPLATE|workflows)$/.test(entry.name)
        ? textsIn(`${path}/`)
        : [];
    return /\.(md|yml)$|^package\.json$/.test(entry.name) ? [[path, read(path)]] : [];
  });
}
