// fulcrum runs: changes that touch many records; look at them, try and start a back-fill, let a held one go.

import { listRuns, runStates, type RunState } from '../db/queries/runs.ts';
import { dryRun, type DryRun } from '../flows/dry-run.ts';
import { listRunItems, readRun, type ShownRun } from '../flows/read-run.ts';
import { cancelRun, confirmRun, startRun, type ConfirmedRun } from '../flows/start-run.ts';
import { checkedChange } from '../flows/try-change.ts';
import { InputError } from '../core/input-error.ts';
import type { RunItem } from '../core/sync/run-sum.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { countLines, dryRunLines, startedLines } from './run-lines.ts';
import { allPages, through } from './through.ts';

interface BackFill {
  trigger?: string;
  person?: string[];
  apply?: boolean;
}

const runsMax = 10_000;
const itemsMax = 1_000;

export const addRunsCommand: AddCommand = (program, context) => {
  const runs = program.command('runs').description('changes that touch many records at once');
  runs
    .command('list')
    .description('all of them, newest first')
    .option('--state <state>', runStates.join(', '))
    .action((options: { state?: string }) => list(context, options.state));
  runs
    .command('show')
    .description('what a held run would do, or what a started one wrote')
    .argument('<run>')
    .option('--people', 'person by person, of a held run')
    .action((id: string, options: { people?: boolean }) => show(context, id, options));
  runs
    .command('confirm')
    .description('let a held run go')
    .argument('<run>')
    .requiredOption('--count <number>', 'the changed records it showed', Number)
    .action((id: string, options: { count: number }) => confirm(context, id, options.count));
  runs
    .command('cancel')
    .description('give a held run up')
    .argument('<run>')
    .action((id: string) => cancel(context, id));
  runs
    .command('back-fill')
    .description('send people of a job to Lever; without --apply it only shows what would happen')
    .argument('<job>', 'its id here')
    .option('--trigger <trigger>', 'give the job this trigger; else people go by hand')
    .option('--person <id...>', 'these people; else everybody who is not due yet')
    .option('--apply', 'do it')
    .action((job: string, options: BackFill) => backFill(context, job, options));
};

async function list(context: CommandContext, given: string | undefined): Promise<void> {
  const state = given === undefined ? undefined : stateOf(given);
  const chosen = state === undefined ? {} : { state };
  const runs = await through<Omit<ShownRun['run'], 'change'>[]>(context, {
    here: async ({ deps, workspaceId }) =>
      (await listRuns(deps.db, { workspaceId, ...chosen, limit: runsMax })).map(
        ({ change: _change, ...run }) => run,
      ),
    there: async (server) =>
      await allPages(server, state === undefined ? '/v1/runs' : `/v1/runs?state=${state}`),
  });
  const rows = runs.map((run) => [
    new Date(run.createdAt).toISOString(),
    run.kind,
    run.state,
    run.changedCount,
    run.id,
    run.because,
  ]);
  const headings = ['since', 'kind', 'state', 'changes', 'id', 'because'];
  context
    .output()
    .result({ runs }, rows.length === 0 ? ['There are no runs.'] : table(headings, rows));
}

function stateOf(given: string): RunState {
  const state = runStates.find((one) => one === given);
  if (state !== undefined) return state;
  throw new InputError('invalid', `Use one of ${runStates.join(', ')}.`, 'state');
}

async function show(
  context: CommandContext,
  id: string,
  { people = false }: { people?: boolean },
): Promise<void> {
  const path = `/v1/runs/${encodeURIComponent(id)}`;
  if (people) {
    const items = await through<RunItem[]>(context, {
      here: async ({ deps, workspaceId }) =>
        await listRunItems(deps, { workspaceId, runId: id, skip: 0, limit: itemsMax }),
      there: async (server) => await allPages(server, `${path}/items`),
    });
    const lines = items.flatMap((item) => [
      item.personId ?? 'a new person',
      ...item.outcomes.map((one) => `  ${one.kind} ${one.field}: ${one.because}`),
    ]);
    context.output().result({ items }, lines);
    return;
  }
  const shown = await through<ShownRun>(context, {
    here: async ({ deps, workspaceId }) => await readRun(deps, { workspaceId, runId: id }),
    there: async (server) => (await server.ask({ method: 'GET', path })) as ShownRun,
  });
  const { run, written } = shown;
  const rows = written.map((one) => [one.field, one.kind, one.count, one.undoneCount]);
  context
    .output()
    .result(shown, [
      `${run.kind} run ${run.id}, ${run.state}: ${run.because}.`,
      ...(shown.dryRun === null ? [] : countLines(shown.dryRun)),
      ...(rows.length === 0 ? [] : table(['field', 'written', 'count', 'undone'], rows)),
    ]);
}

async function confirm(context: CommandContext, id: string, count: number): Promise<void> {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new InputError('invalid', 'Give the number of changed records that was shown.', 'count');
  const path = `/v1/runs/${encodeURIComponent(id)}/confirm`;
  const done = await through<ConfirmedRun>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await confirmRun(deps, { workspaceId, runId: id, confirmedCount: count, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path,
        body: { confirmedCount: count },
      })) as ConfirmedRun,
  });
  context.output().result(done, startedLines(done));
}

async function cancel(context: CommandContext, id: string): Promise<void> {
  const path = `/v1/runs/${encodeURIComponent(id)}/cancel`;
  await through<unknown>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await cancelRun(deps, { workspaceId, runId: id, actor }),
    there: async (server) => await server.ask({ method: 'POST', path }),
  });
  context.output().result({ id, state: 'cancelled' }, [`Run ${id} is cancelled.`]);
}

async function backFill(context: CommandContext, jobId: string, wish: BackFill): Promise<void> {
  const { trigger, person } = wish;
  if (trigger !== undefined && person !== undefined)
    throw new InputError('invalid', 'Give either a trigger or people, not both.', 'person');
  const body = {
    jobId,
    ...(trigger === undefined ? {} : { trigger }),
    ...(person === undefined ? {} : { personIds: person }),
  };
  const given = { jobId, trigger: trigger ?? null, personIds: person ?? null };
  if (wish.apply !== true) {
    const tried = await through<DryRun>(context, {
      here: async ({ deps, workspaceId }) =>
        await dryRun(deps, {
          workspaceId,
          change: await checkedChange(deps, { workspaceId, ...given }),
        }),
      there: async (server) =>
        (await server.ask({ method: 'POST', path: '/v1/runs/try', body })) as DryRun,
    });
    context.output().result(tried, [...dryRunLines(tried), 'Add --apply to do it.']);
    return;
  }
  const started = await through<ConfirmedRun>(context, {
    here: async ({ deps, workspaceId, actor }) => {
      const change = await checkedChange(deps, { workspaceId, ...given });
      return await startRun(deps, { workspaceId, change, actor });
    },
    there: async (server) =>
      (await server.ask({ method: 'POST', path: '/v1/runs', body })) as ConfirmedRun,
  });
  context.output().result(started, startedLines(started));
}
