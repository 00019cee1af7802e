// fulcrum kpis: the numbers in a few lines, apart by job, sourcer, source or week, or by sequence.

import { grains, type Grain } from '../core/insight/cells.ts';
import type { Share } from '../core/insight/intervals.ts';
import { kpis, kpiWords } from '../core/insight/kpis.ts';
import { InputError } from '../core/input-error.ts';
import { breakdowns, type Breakdown } from '../db/queries/insight-report.ts';
import { filterOf } from '../flows/kpi-filter.ts';
import {
  readBreakdown,
  readKpis,
  readResponses,
  type BreakdownRow,
  type Kpis,
  type Quantile,
  type Responses,
} from '../flows/read-kpis.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { through } from './through.ts';

interface Options {
  from?: string;
  to?: string;
  job?: string;
  sourcer?: string;
  source?: string;
  by?: string;
  responses?: string;
  words?: boolean;
}

export const addKpisCommand: AddCommand = (program, context) => {
  program
    .command('kpis')
    .description('time to first contact, funnel, responses and duplicates, with 95 % intervals')
    .option('--from <day>', 'such as 2026-09-01; the last twelve weeks where absent')
    .option('--to <day>')
    .option('--job <id>')
    .option('--sourcer <email>')
    .option('--source <source>')
    .option('--by <what>', `apart by ${breakdowns.join(', ')}`)
    .option('--responses <what>', `responses by ${grains.join(', ')}`)
    .option('--words', 'what each number counts')
    .action(async (options: Options) => {
      if (options.words === true) tellWords(context);
      else if (options.responses !== undefined) await tellResponses(context, options);
      else if (options.by !== undefined) await tellBreakdown(context, options);
      else await tellAll(context, options);
    });
};

function tellWords(context: CommandContext): void {
  const lines = kpis.flatMap((kpi) => [`${kpiWords[kpi].name}: ${kpiWords[kpi].counts}`]);
  context.output().result({ items: kpis.map((kpi) => ({ kpi, ...kpiWords[kpi] })) }, lines);
}

async function tellAll(context: CommandContext, options: Options): Promise<void> {
  const found = await through<Kpis>(context, {
    here: async ({ deps, workspaceId }) =>
      await readKpis(deps, { workspaceId, ...filterOf(givenOf(options), deps.clock.now()) }),
    there: async (server) =>
      (await server.ask({ method: 'GET', path: `/v1/kpis?${queryOf(options)}` })) as Kpis,
  });
  const { firstContact, responses, duplicates } = found;
  context
    .output()
    .result(found, [
      `${found.filter.from} to ${found.filter.to}`,
      `time to first contact: median ${wait(firstContact.median)}, 90th percentile ${wait(firstContact.p90)}, of ${firstContact.people} people${few(firstContact.isFew)}`,
      ...found.funnel.map((line) => `${line.step}: ${line.people}, ${shown(line.ofFound)}`),
      `in Lever: ${shown(found.inLever)}`,
      `replied, of the people written to: ${shown(responses.byPeople)}`,
      `replies, of messages: ${shown(responses.byMessages)}`,
      `interested, of the people written to: ${shown(responses.positiveByPeople)}`,
      `profiles of people known already: ${shown(duplicates.joined)}`,
      `in Lever already: ${shown(duplicates.foundInLever)}; asked a human: ${duplicates.reviewed}`,
      ...(found.waitingCount > 0 ? [`${found.waitingCount} changes are not counted yet.`] : []),
    ]);
}

async function tellBreakdown(context: CommandContext, options: Options): Promise<void> {
  const by = oneOf<Breakdown>(breakdowns, options.by, 'by');
  const { items } = await through<{ items: BreakdownRow[] }>(context, {
    here: async ({ deps, workspaceId }) => {
      const asked = { workspaceId, ...filterOf(givenOf(options), deps.clock.now()) };
      return { items: await readBreakdown(deps, asked, by) };
    },
    there: async (server) =>
      (await server.ask({
        method: 'GET',
        path: `/v1/kpis/breakdown?by=${by}&${queryOf(options)}`,
      })) as { items: BreakdownRow[] },
  });
  const steps = items[0]?.funnel.map((line) => line.step) ?? [];
  const rows = items.map((row) => [
    row.name === '' ? 'none' : row.name,
    ...row.funnel.map((line) => line.people),
    row.firstContact.medianSeconds === null ? null : hours(row.firstContact.medianSeconds),
  ]);
  context
    .output()
    .result(
      { items },
      rows.length === 0
        ? ['Nobody was found in this time.']
        : table([by, ...steps, 'median to contact'], rows),
    );
}

async function tellResponses(context: CommandContext, options: Options): Promise<void> {
  const by = oneOf<Grain>(grains, options.responses, 'responses');
  const { items } = await through<{ items: Responses[] }>(context, {
    here: async ({ deps, workspaceId }) => {
      const asked = { workspaceId, ...filterOf(givenOf(options), deps.clock.now()) };
      return { items: await readResponses(deps, asked, by) };
    },
    there: async (server) =>
      (await server.ask({
        method: 'GET',
        path: `/v1/kpis/responses?by=${by}&${queryOf(options)}`,
      })) as { items: Responses[] },
  });
  const rows = items.map((row) => [
    [row.source, row.sequence, row.step === 0 ? '' : `step ${row.step}`, row.variant, row.channel]
      .filter((part) => part !== '')
      .join(' / '),
    row.people,
    row.messages,
    row.replies,
    shown(row.byPeople),
    shown(row.positiveByPeople),
  ]);
  const headings = ['group', 'people', 'messages', 'replies', 'replied', 'interested'];
  context
    .output()
    .result(
      { items },
      rows.length === 0 ? ['Nothing was sent in this time.'] : table(headings, rows),
    );
}

function givenOf({ from, to, job, sourcer, source }: Options) {
  for (const [field, day] of Object.entries({ from, to }))
    if (day !== undefined && !/^\d{4}-\d{2}-\d{2}$/u.test(day))
      throw new InputError('invalid', 'Give a day such as 2026-09-01.', field);
  return { from, to, jobId: job, sourcer, source };
}

function queryOf(options: Options): string {
  const given = Object.entries(givenOf(options)).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  return new URLSearchParams(given).toString();
}

function oneOf<Name extends string>(
  names: readonly Name[],
  given: string | undefined,
  field: string,
): Name {
  const found = names.find((name) => name === given);
  if (found !== undefined) return found;
  throw new InputError('invalid', `Choose one of ${names.join(', ')}.`, field);
}

function shown({ count, of, value, low, high, isFew }: Share): string {
  if (value === null || low === null || high === null) return 'nothing yet';
  return `${per(value)} (${per(low)} to ${per(high)}; ${count} of ${of}${few(isFew)})`;
}

function per(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function few(isFew: boolean): string {
  return isFew ? ', few: says little' : '';
}

function wait(quantile: Quantile | null): string {
  if (quantile === null) return 'unknown';
  return `${hours(quantile.seconds)} (${hours(quantile.low)} to ${hours(quantile.high)})`;
}

function hours(seconds: number): string {
  return seconds < 172_800
    ? `${(seconds / 3_600).toFixed(1)} h`
    : `${(seconds / 86_400).toFixed(1)} d`;
}
