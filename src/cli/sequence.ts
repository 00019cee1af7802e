// fulcrum sequence: look at outreach plans, check and publish them, see what a person would get, pause and end them.

import { lintSequence } from '../core/outreach/lint-sequence.ts';
import type { LintProblem } from '../core/outreach/lint-sequence.ts';
import type { SequenceBody } from '../core/outreach/sequence.ts';
import { InputError } from '../core/input-error.ts';
import { findSequence, findSequenceVersion, listSequences } from '../db/queries/sequences.ts';
import type { Sequence } from '../db/queries/sequences.ts';
import {
  createSequence,
  editSequence,
  publishSequence,
  setSequenceState,
} from '../flows/save-sequence.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { getOutreach, getSequenceId, getUserEmail } from './find-outreach.ts';
import { readJsonObject } from './json-file.ts';
import { counted, table } from './output.ts';
import { addSequenceTrials } from './sequence-trial.ts';
import { allPages, through } from './through.ts';

const listMax = 10_000;

export const addSequenceCommand: AddCommand = (program, context) => {
  const sequence = program.command('sequence').description('outreach plans that Fulcrum sends');
  sequence
    .command('list')
    .description('all of them with their state')
    .action(() => list(context));
  sequence
    .command('show')
    .description('its steps, and what keeps it from being published')
    .argument('<sequence>', 'name or id')
    .action((name: string) => show(context, name));
  sequence
    .command('lint')
    .description('what is wrong with a sequence in a file; keeps nothing')
    .argument('<file>', 'JSON, as the API takes it')
    .action((file: string) => lint(context, file));
  sequence
    .command('save')
    .description('keep a file as the draft of the sequence of this name; nothing of it is sent')
    .argument('<name>')
    .argument('<file>', 'JSON, as the API takes it')
    .requiredOption('--as <email>', 'whose it is')
    .action((name: string, file: string, options: { as: string }) =>
      save(context, { name, file, as: options.as }),
    );
  sequence
    .command('publish')
    .description("put its newest version in force for everybody's unsent steps")
    .argument('<sequence>', 'name or id')
    .action((name: string) => publish(context, name));
  for (const { word, state, description } of changes)
    sequence
      .command(word)
      .description(description)
      .argument('<sequence>', 'name or id')
      .requiredOption('--because <text>', 'why; kept in the audit log')
      .action((name: string, options: { because: string }) =>
        change(context, { name, word, state, because: options.because }),
      );
  addSequenceTrials(sequence, context);
};

const changes = [
  { word: 'pause', state: 'paused', description: 'once this ends, nothing of it goes out' },
  { word: 'resume', state: 'active', description: 'let it go on' },
  { word: 'archive', state: 'archived', description: 'end it for good' },
] as const;

async function list(context: CommandContext): Promise<void> {
  const sequences = await through<Sequence[]>(context, {
    here: async ({ deps, workspaceId }) =>
      await listSequences(deps.db, { workspaceId, after: null, limit: listMax }),
    there: async (server) => await allPages<Sequence>(server, '/v1/sequences'),
  });
  const rows = sequences.map((one) => [one.name, one.state, one.version, one.ownerEmail, one.id]);
  context
    .output()
    .result(
      { sequences },
      rows.length === 0
        ? ['There is no sequence.']
        : table(['name', 'state', 'version', 'owner', 'id'], rows),
    );
}

interface Detail {
  sequence: Sequence;
  newest: { version: number; body: SequenceBody };
  problems: LintProblem[];
}

async function show(context: CommandContext, name: string): Promise<void> {
  const sequenceId = await getSequenceId(context, name);
  const detail = await through<Detail>(context, {
    here: async ({ deps, workspaceId }) => {
      const key = { workspaceId, sequenceId };
      const sequence = await findSequence(deps.db, key);
      const newest = await findSequenceVersion(deps.db, { ...key, version: 'newest' });
      if (sequence === undefined || newest === undefined)
        throw new InputError('not_found', 'There is no such sequence.', 'sequence');
      return { sequence, newest, problems: lintSequence(newest.body) };
    },
    there: async (server) =>
      (await server.ask({ method: 'GET', path: `/v1/sequences/${sequenceId}` })) as Detail,
  });
  const { sequence, newest, problems } = detail;
  const steps = newest.body.steps.map((step, index) => [
    index + 1,
    step.id,
    step.channel,
    `${step.delay.amount} ${step.delay.unit.replace('_', ' ')}`,
    step.variants.length,
    step.variants[0]?.subject ?? '',
  ]);
  const inForce = sequence.version === null ? 'none in force' : `${sequence.version} in force`;
  context
    .output()
    .result(detail, [
      `${sequence.name}: ${sequence.state}, version ${newest.version} (${inForce})`,
      ...table(['#', 'step', 'channel', 'after', 'variants', 'subject'], steps),
      ...problemLines(problems),
    ]);
}

async function lint(context: CommandContext, file: string): Promise<void> {
  const raw = await readJsonObject(file);
  const problems = await through<LintProblem[]>(context, {
    here: async ({ outreach }) => {
      const read = getOutreach(outreach).checkSequence(raw);
      return read.isFit ? lintSequence(read.item) : [{ field: read.field, message: read.message }];
    },
    there: async (server) =>
      (
        (await server.ask({
          method: 'POST',
          path: '/v1/sequences/lint',
          body: { body: raw },
        })) as { problems: LintProblem[] }
      ).problems,
  });
  const lines = problems.length === 0 ? ['It may be published.'] : problemLines(problems);
  context.output().result({ problems }, lines);
  if (problems.length > 0) context.finish(1);
}

function problemLines(problems: readonly LintProblem[]): string[] {
  if (problems.length === 0) return [];
  return [
    `${counted(problems.length, ['problem keeps', 'problems keep'])} it from being published:`,
    ...problems.map((one) => `  ${one.field}: ${one.message}`),
  ];
}

interface Saved {
  id: string;
  version: number;
  problems: LintProblem[];
}

async function save(
  context: CommandContext,
  given: { name: string; file: string; as: string },
): Promise<void> {
  const { name } = given;
  const raw = await readJsonObject(given.file);
  const userEmail = getUserEmail(given.as);
  const known = await sequenceNamed(context, name);
  const saved = await through<Saved>(context, {
    here: async ({ deps, workspaceId, actor, outreach }) => {
      const read = getOutreach(outreach).checkSequence(raw);
      if (!read.isFit) throw new InputError('invalid', read.message, read.field);
      const by = { workspaceId, actor, body: read.item };
      const { sequenceId, version, problems } =
        known === null
          ? await createSequence(deps, { ...by, name, ownerEmail: userEmail })
          : await editSequence(deps, { ...by, sequenceId: known });
      return { id: sequenceId, version, problems };
    },
    there: async (server) =>
      (await server.ask(
        known === null
          ? { method: 'POST', path: '/v1/sequences', body: { name, userEmail, body: raw } }
          : { method: 'PUT', path: `/v1/sequences/${known}`, body: { body: raw } },
      )) as Saved,
  });
  context
    .output()
    .result(saved, [
      `Version ${saved.version} of ${name} is kept as a draft.`,
      ...problemLines(saved.problems),
    ]);
}

async function sequenceNamed(context: CommandContext, name: string): Promise<string | null> {
  try {
    return await getSequenceId(context, name);
  } catch (error) {
    if (error instanceof InputError && error.code === 'not_found') return null;
    throw error;
  }
}

async function publish(context: CommandContext, name: string): Promise<void> {
  const sequenceId = await getSequenceId(context, name);
  const { version } = await through<{ version: number }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await publishSequence(deps, { workspaceId, sequenceId, actor }),
    there: async (server) =>
      (await server.ask({ method: 'POST', path: `/v1/sequences/${sequenceId}/publish` })) as {
        version: number;
      },
  });
  context.output().result({ id: sequenceId, version }, [`Version ${version} is in force.`]);
}

async function change(
  context: CommandContext,
  given: {
    name: string;
    word: string;
    state: (typeof changes)[number]['state'];
    because: string;
  },
): Promise<void> {
  const { word, state, because } = given;
  const sequenceId = await getSequenceId(context, given.name);
  const { alreadySent } = await through<{ alreadySent: string[] }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await setSequenceState(deps, { workspaceId, sequenceId, state, because, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: `/v1/sequences/${sequenceId}/${word}`,
        body: { because },
      })) as { alreadySent: string[] },
  });
  context
    .output()
    .result({ id: sequenceId, state, alreadySent }, [
      state === 'active' ? 'It goes on.' : `It is ${state}; nothing of it goes out any more.`,
      ...(alreadySent.length === 0
        ? []
        : [
            `${counted(alreadySent.length, ['message was', 'messages were'])} on the wire already.`,
          ]),
    ]);
}
