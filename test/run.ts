// The test command: starts a real Postgres, runs every test file on it, and always stops it again.
// Arguments that are no options choose files by a part of their path; options go to `node --test`.

import { spawn, type ChildProcess } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { Secret } from '../src/core/secret.ts';
import { openDatabase } from '../src/db/connect.ts';
import { migrate } from '../src/db/migrate.ts';
import { chromiumProgram, dovecotProgram, postfixProgram, requireProgram } from './debian.ts';
import { postgresVariable, templateName } from './test-server.ts';
import { startPostgres } from './postgres.ts';

const testTimeoutMs = 120_000;
const runTimeoutMs = 25 * 60_000;

interface Group {
  name: string;
  patterns: string[];
  options: string[];
}

// Files in one process start thirty times faster. The slow whole-path tests get a process each, two at a time.
const groups: Group[] = [
  {
    name: 'units and flows',
    patterns: ['src/**/*.test.ts', 'sandbox/**/*.test.ts', 'sim/**/*.test.ts'],
    options: ['--test-isolation=none'],
  },
  {
    name: 'whole path',
    patterns: ['test/**/*.test.ts', 'bench/**/*.test.ts'],
    options: ['--test-isolation=process', '--test-concurrency=2'],
  },
];

const countNames = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo'] as const;
const programsOf = {
  'test/browser/': [chromiumProgram],
  'test/real-mail/': [dovecotProgram, postfixProgram],
};

type Counts = Record<(typeof countNames)[number], number>;

let running: ChildProcess | undefined;
let isInterrupted = false;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const wanted = args.filter((arg) => !arg.startsWith('-'));
  const options = args.filter((arg) => arg.startsWith('-'));
  const chosen = groups
    .map((group) => ({ ...group, files: findFiles(group.patterns, wanted) }))
    .filter((group) => group.files.length > 0);
  if (chosen.length === 0) return fail('No test file was found.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      isInterrupted = true;
      running?.kill(signal);
    });
  }
  // Now and not in the middle, so that two test processes never install at once.
  const files = chosen.flatMap((group) => group.files);
  for (const [folder, programs] of Object.entries(programsOf)) {
    if (files.some((file) => file.startsWith(folder))) programs.forEach(requireProgram);
  }
  let postgres;
  try {
    postgres = await startPostgres();
  } catch (cause) {
    if (isInterrupted) return fail('Interrupted.');
    throw cause;
  }
  try {
    await makeTemplate(postgres.url);
    const results: GroupResult[] = [];
    for (const group of chosen) {
      if (!isInterrupted) results.push(await runGroup(group, options, postgres.url));
    }
    return judge(results);
  } finally {
    await postgres.stop();
  }
}

function findFiles(patterns: string[], wanted: string[]): string[] {
  const files = globSync(patterns).toSorted();
  if (wanted.length === 0) return files;
  return files.filter((file) => wanted.some((part) => file.includes(part.replace(/^\.\//, ''))));
}

async function makeTemplate(url: string): Promise<void> {
  await withDatabase(url, async (db) => {
    await sql.raw(`create database ${templateName}`).execute(db);
  });
  const templateUrl = new URL(url);
  templateUrl.pathname = `/${templateName}`;
  await withDatabase(templateUrl.href, async (db) => {
    await migrate(db);
  });
}

type OpenDb = Awaited<ReturnType<typeof openDatabase>>['db'];

async function withDatabase(url: string, use: (db: OpenDb) => Promise<void>): Promise<void> {
  const database = await openDatabase({
    databaseUrl: new Secret(url),
    dataDir: '',
    sleep: async () => {},
  });
  try {
    await use(database.db);
  } finally {
    await database.close();
  }
}

interface GroupResult {
  exitCode: number;
  counts: Counts;
}

async function runGroup(
  group: Group & { files: string[] },
  options: string[],
  postgresUrl: string,
): Promise<GroupResult> {
  process.stdout.write(`\n# ${group.name}: ${group.files.length} files\n`);
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-test-run-'));
  const report = join(folder, 'report.tap');
  const nodeOptions = [
    '--disable-warning=ExperimentalWarning',
    '--test',
    `--test-timeout=${testTimeoutMs}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${report}`,
    ...group.options,
    ...options,
  ];
  try {
    const exitCode = await runNode([...nodeOptions, ...group.files], postgresUrl);
    return { exitCode, counts: readCounts(report) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runNode(args: string[], postgresUrl: string): Promise<number> {
  return await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: 'inherit',
      env: { ...process.env, [postgresVariable]: postgresUrl },
    });
    running = child;
    const limit = setTimeout(() => {
      process.stderr.write(`The tests took more than ${runTimeoutMs / 60_000} minutes.\n`);
      child.kill('SIGKILL');
    }, runTimeoutMs);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(limit);
      running = undefined;
      resolve(code ?? 1);
    });
  });
}

function readCounts(report: string): Counts {
  const text = readFileSync(report, 'utf8');
  const count = (name: string): number =>
    Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return Object.fromEntries(countNames.map((name) => [name, count(name)])) as Counts;
}

function judge(results: GroupResult[]): number {
  const total = (name: keyof Counts): number =>
    results.reduce((sum, result) => sum + result.counts[name], 0);
  process.stdout.write('\n# all groups\n');
  for (const name of countNames) process.stdout.write(`ℹ ${name} ${total(name)}\n`);
  if (isInterrupted) return fail('Interrupted.');
  if (total('tests') === 0) return fail('No test ran.');
  if (total('skipped') + total('todo') > 0) return fail('A skipped test is a failed test.');
  if (total('fail') + total('cancelled') > 0) return fail('Tests failed.');
  return results.every((result) => result.exitCode === 0) ? 0 : fail('A test process failed.');
}

function fail(message: string): number {
  process.stderr.write(`${message}\n`);
  return 1;
}
