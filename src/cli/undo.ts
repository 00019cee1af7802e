// fulcrum undo: take writes of ours back; without --apply it only says what can be taken back and what cannot.

import type { UndoScope } from '../db/queries/undo-steps.ts';
import { undoWrites, type UndoAnswer } from '../flows/undo-writes.ts';
import { InputError } from '../core/input-error.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { counted } from './output.ts';
import { through } from './through.ts';

interface Wish {
  record?: string;
  person?: string;
  run?: string;
  import?: string;
  field?: string;
  since?: string;
  until?: string;
  job?: string[];
  sourcer?: string[];
  archiveReason?: string;
  because: string;
  apply?: boolean;
}

export const addUndoCommand: AddCommand = (program, context) => {
  program
    .command('undo')
    .description('take back what Fulcrum wrote to Lever, as far as Lever allows it')
    .option('--record <id>')
    .option('--person <id>', 'also what was written before the person was merged')
    .option('--run <id>')
    .option('--import <id>')
    .option('--field <field>', 'such as contact.headline or tags')
    .option('--since <time>', 'ISO 8601, such as 2026-11-01T00:00:00Z')
    .option('--until <time>', 'ISO 8601')
    .option('--job <id...>', 'people considered for these jobs')
    .option('--sourcer <email...>', 'people found by these sourcers')
    .option('--archive-reason <id>', 'archive the candidates that Fulcrum made')
    .requiredOption('--because <text>', 'why; kept in the audit log')
    .option('--apply', 'do it')
    .action((wish: Wish) => undo(context, wish));
};

async function undo(context: CommandContext, wish: Wish): Promise<void> {
  const preview = wish.apply !== true;
  const archiveReasonId = wish.archiveReason ?? null;
  const scope = scopeOf(wish);
  const answer = await through<UndoAnswer>(context, {
    here: async ({ deps, workspaceId, actor }) => {
      const { because } = wish;
      return await undoWrites(deps, {
        workspaceId,
        scope,
        archiveReasonId,
        preview,
        actor,
        because,
      });
    },
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: `/v1/undo?preview=${String(preview)}`,
        body: { scope, archiveReasonId, reason: wish.because },
      })) as UndoAnswer,
  });
  context.output().result(answer, linesOf(answer, preview));
}

function scopeOf(wish: Wish): UndoScope {
  const scope: UndoScope = {};
  if (wish.record !== undefined) scope.recordId = wish.record;
  if (wish.person !== undefined) scope.personId = wish.person;
  if (wish.run !== undefined) scope.runId = wish.run;
  if (wish.import !== undefined) scope.importId = wish.import;
  if (wish.field !== undefined) scope.field = wish.field;
  if (wish.since !== undefined) scope.since = timeOf(wish.since, 'since');
  if (wish.until !== undefined) scope.until = timeOf(wish.until, 'until');
  if (wish.job !== undefined) scope.jobIds = wish.job;
  if (wish.sourcer !== undefined) scope.sourcerEmails = wish.sourcer;
  return scope;
}

function timeOf(text: string, name: string): Date {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time;
  throw new InputError('invalid', `"${text}" is no time; write 2026-11-01T00:00:00Z.`, name);
}

function linesOf(answer: UndoAnswer, preview: boolean): string[] {
  const { stepCount, recordCount, impossible, runId } = answer;
  const calls = counted(stepCount, ['call', 'calls']);
  const records = counted(recordCount, ['record', 'records']);
  return [
    stepCount === 0
      ? 'There is nothing to take back.'
      : `${calls} on ${records}; what somebody changed in Lever since stays as it is.`,
    ...impossible.map((one) => `Stays (${one.count}×, ${one.fields.join(', ')}): ${one.because}`),
    ...(answer.isCut ? ['There is more than one undo takes; ask again afterwards.'] : []),
    ...(preview && stepCount > 0 ? ['Nothing is taken back yet: add --apply to do it.'] : []),
    ...(runId === null ? [] : [`Run ${runId} takes it back; "fulcrum runs list" shows it.`]),
  ];
}
