// Packs every published package and uses each tarball as a stranger would: installed with its kin's tarballs into an empty project,
// imported, required, compiled against, its commands run. What the registry would serve is what is tested.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run, workspacePackages } from './workspace.mjs';

const REQUIRED_FILES = ['package.json', 'README.md', 'LICENSE', 'NOTICE'];
const ALLOWED_FILE = /^(package\.json|README\.md|LICENSE|NOTICE|CHANGELOG\.md|bin\/.+|dist\/.+)$/;
const SOURCE_FILE = /(?<!\.d)\.[cm]?tsx?$|\.test\.|(^|\/)(test|src)\//;

const EMPTY = "throw new Error(name + ' exports nothing')";
const IMPORT_ALL = `for (const name of process.argv.slice(1)) if (Object.keys(await import(name)).length === 0) ${EMPTY}`;
const REQUIRE_ALL = `for (const name of process.argv.slice(1)) if (Object.keys(require(name)).length === 0) ${EMPTY}`;

const scratch = mkdtempSync(join(tmpdir(), 'autotrail-packages-'));
try {
  checkAll(workspacePackages().filter(({ manifest }) => !manifest.private));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function checkAll(published) {
  const packed = new Map(published.map((pkg) => [pkg.name, { ...pkg, tarball: pack(pkg) }]));
  for (const pkg of packed.values()) {
    const problems = check(pkg, packed);
    console.log([`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${pkg.name}`, ...problems].join('\n'));
    if (problems.length > 0) process.exitCode = 1;
  }
}

function pack({ name, path }) {
  const { ok, output } = run('pnpm', ['pack', '--json', '--pack-destination', scratch], { cwd: path });
  if (!ok) throw new Error(`Expected ${name} to be packed, got:\n${output}`);
  return JSON.parse(output).filename;
}

function check(pkg, packed) {
  return [
    ...checkFiles(pkg),
    ...failure(run('publint', ['run', pkg.tarball, '--strict'])),
    ...failure(run('attw', [pkg.tarball, '--profile', 'esm-only', '--no-definitely-typed'])),
    ...checkUse(pkg, packed),
  ];
}

function checkFiles({ path, tarball }) {
  const { output } = run('tar', ['-tzf', tarball]);
  const files = output
    .trim()
    .split('\n')
    .map((file) => file.replace(/^package\//, ''));
  const required = existsSync(join(path, 'CHANGELOG.md')) ? [...REQUIRED_FILES, 'CHANGELOG.md'] : REQUIRED_FILES;
  return [
    ...required.filter((file) => !files.includes(file)).map((file) => `The tarball lacks ${file}.`),
    ...files
      .filter((file) => !ALLOWED_FILE.test(file) || SOURCE_FILE.test(file))
      .map((file) => `The tarball must not hold ${file}.`),
  ];
}

function checkUse(pkg, packed) {
  const project = createProject(pkg, packed);
  const install = run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], { cwd: project });
  if (!install.ok) return failure(install);
  const entries = entriesOf(pkg);
  return [
    run(process.execPath, ['--input-type=module', '--eval', IMPORT_ALL, ...entries], { cwd: project }),
    run(process.execPath, ['--input-type=commonjs', '--eval', REQUIRE_ALL, ...entries], { cwd: project }),
    run('tsc', ['--project', 'nodenext.json'], { cwd: project }),
    run('tsc', ['--project', 'bundler.json'], { cwd: project }),
    ...Object.keys(pkg.manifest.bin ?? {}).map((bin) =>
      run(join(project, 'node_modules/.bin', bin), ['--help'], { cwd: project }),
    ),
  ].flatMap(failure);
}

function createProject(pkg, packed) {
  const project = join(scratch, pkg.name.replace('/', '-'));
  const dependencies = Object.fromEntries([...kinOf(pkg, packed)].map(({ name, tarball }) => [name, `file:${tarball}`]));
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023', 'esnext.disposable'],
    strict: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
  const files = {
    'package.json': JSON.stringify({ private: true, type: 'module', dependencies }),
    'nodenext.json': JSON.stringify({ compilerOptions: { ...compilerOptions, module: 'nodenext' }, files: ['use.ts'] }),
    'bundler.json': JSON.stringify({
      compilerOptions: { ...compilerOptions, module: 'esnext', moduleResolution: 'bundler' },
      files: ['use.ts'],
    }),
    'use.ts': entriesOf(pkg)
      .map((name, i) => `import * as entry${i} from '${name}';\nexport const names${i}: object = entry${i};\n`)
      .join(''),
  };
  mkdirSync(project);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
  return project;
}

/** The package and all packages of this workspace that it stands on. */
function kinOf(pkg, packed, found = new Set()) {
  found.add(pkg);
  for (const name of Object.keys(pkg.manifest.dependencies ?? {})) {
    const kin = packed.get(name);
    if (kin !== undefined && !found.has(kin)) kinOf(kin, packed, found);
  }
  return found;
}

function entriesOf({ name, manifest }) {
  return Object.keys(manifest.exports)
    .filter((path) => path !== './package.json')
    .map((path) => name + path.slice(1));
}

function failure({ ok, output }) {
  return ok ? [] : [output.trimEnd()];
}
