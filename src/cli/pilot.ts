// fulcrum pilot: start a trial, see how it goes beside the time before it, widen it, take it back.

import type { PilotTarget } from '../core/insight/pilot.ts';
import { pilotTargets } from '../core/insight/pilot.ts';
import { InputError } from '../core/input-error.ts';
import { listPilotFindings, type PilotFinding } from '../db/queries/pilot-findings.ts';
import { listPilots } from '../db/queries/pilots.ts';
import { comparePilotNow, type PilotComparison } from '../flows/report-pilot.ts';
import {
  closePilot,
  getPilot,
  rollBackPilot,
  shownPilot,
  startPilot,
  widenPilot,
  type ShownPilot,
} from '../flows/start-pilot.ts';
import type { UndoAnswer } from '../flows/undo-writes.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { allPages, through } from './through.ts';

interface Wish {
  job?: string[];
  user?: string[];
  cap?: number;
  starts?: string;
  ends?: string;
  target?: string[];
}

const rowsMax = 10_000;

export const addPilotCommand: AddCommand = (program, context) => {
  const pilot = program
    .command('pilot')
    .description('a trial on some jobs and users; outside it nothing is written or sent');
  pilot
    .command('list')
    .description('all of them, newest first')
    .action(() => list(context));
  pilot
    .command('start')
    .description('six weeks from now where no dates are given')
    .argument('<name>')
    .option('--job <id...>', 'these jobs only')
    .option('--user <email...>', 'people found by these sourcers only')
    .option('--cap <number>', 'at most so many people', Number)
    .option('--starts <time>', 'ISO 8601')
    .option('--ends <time>', 'ISO 8601')
    .option('--target <kpi=number...>', pilotTargets.join(', '))
    .action((name: string, options: Wish) => start(context, name, options));
  pilot
    .command('show')
    .description('how it goes beside the time before it, and a verdict')
    .argument('<pilot>')
    .action((id: string) => show(context, id));
  pilot
    .command('findings')
    .description('edge cases met: parked writes, conflicts, questions who is who')
    .argument('<pilot>')
    .action((id: string) => findings(context, id));
  pilot
    .command('widen')
    .description('more jobs, users, people or time; without an option: no limits any more')
    .argument('<pilot>')
    .option('--job <id...>', 'these jobs too')
    .option('--user <email...>', 'these sourcers too')
    .option('--cap <number>', 'at most so many people', Number)
    .option('--ends <time>', 'ISO 8601')
    .action((id: string, options: Wish) => widen(context, id, options));
  pilot
    .command('roll-back')
    .description('stop writing and take everything back; without --apply it only says what')
    .argument('<pilot>')
    .option('--archive-reason <id>', 'archive the candidates that Fulcrum created')
    .option('--apply', 'do it')
    .action((id: string, options: { archiveReason?: string; apply?: boolean }) =>
      rollBack(context, id, options),
    );
  pilot
    .command('close')
    .description('end its say: everything is written as the rules have it')
    .argument('<pilot>')
    .action((id: string) => close(context, id));
};

async function list(context: CommandContext): Promise<void> {
  const pilots = await through<ShownPilot[]>(context, {
    here: async ({ deps, workspaceId }) =>
      (await listPilots(deps.db, { workspaceId, skip: 0, limit: rowsMax })).map((row) =>
        shownPilot(row, deps.clock.now()),
      ),
    there: async (server) => await allPages(server, '/v1/pilots'),
  });
  const rows = pilots.map((one) => [
    one.name,
    one.state,
    day(one.startsAt),
    day(one.endsAt),
    one.id,
  ]);
  context
    .output()
    .result(
      { pilots },
      rows.length === 0
        ? ['There is no pilot.']
        : table(['name', 'state', 'starts', 'ends', 'id'], rows),
    );
}

async function start(context: CommandContext, name: string, options: Wish): Promise<void> {
  const body = {
    name,
    ...(options.job === undefined ? {} : { jobIds: options.job }),
    ...(options.user === undefined ? {} : { users: options.user }),
    ...capOf(options),
    ...(options.target === undefined ? {} : { targets: targetsOf(options.target) }),
  };
  const times = timesOf(options);
  const started = await through<ShownPilot>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await startPilot(deps, { workspaceId, actor, ...body, ...times }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/pilots',
        body: { ...body, ...times },
      })) as ShownPilot,
  });
  context
    .output()
    .result(started, [
      `Pilot ${started.id} is ${started.state} until ${day(started.endsAt)}.`,
      'Outside its jobs, users and people nothing is written or sent.',
    ]);
}

async function show(context: CommandContext, id: string): Promise<void> {
  const comparison = await through<PilotComparison>(context, {
    here: async ({ deps, workspaceId }) =>
      await comparePilotNow(
        deps,
        workspaceId,
        await getPilot(deps, { workspaceId, pilotId: checkedId(id) }),
      ),
    there: async (server) =>
      (await server.ask({ method: 'GET', path: `${pathOf(id)}/comparison` })) as PilotComparison,
  });
  context
    .output()
    .result(comparison, [
      `${comparison.from} to ${comparison.to}: ${comparison.peopleTaken} people taken in`,
      ...comparison.text.split('\n'),
    ]);
}

async function findings(context: CommandContext, id: string): Promise<void> {
  const found = await through<PilotFinding[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const key = { workspaceId, pilotId: checkedId(id) };
      const { startsAt: since } = await getPilot(deps, key);
      return await listPilotFindings(deps.db, { ...key, since, skip: 0, limit: rowsMax });
    },
    there: async (server) => await allPages(server, `${pathOf(id)}/findings`),
  });
  const rows = found.map((one) => [
    day(one.at),
    one.kind,
    one.isOpen ? 'open' : 'settled',
    one.because,
    one.personId,
  ]);
  context
    .output()
    .result(
      { findings: found },
      rows.length === 0
        ? ['Nothing out of the ordinary so far.']
        : table(['on', 'kind', 'state', 'because', 'person'], rows),
    );
}

async function widen(context: CommandContext, id: string, options: Wish): Promise<void> {
  const { endsAt } = timesOf(options);
  const body = {
    ...(options.job === undefined ? {} : { addJobIds: options.job }),
    ...(options.user === undefined ? {} : { addUsers: options.user }),
    ...capOf(options),
    ...(endsAt === undefined ? {} : { endsAt }),
  };
  const widened = await through<ShownPilot>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await widenPilot(deps, { workspaceId, pilotId: checkedId(id), actor }, body),
    there: async (server) =>
      (await server.ask({ method: 'POST', path: `${pathOf(id)}/widen`, body })) as ShownPilot,
  });
  context.output().result(widened, [`The pilot is ${widened.state}.`]);
}

async function rollBack(
  context: CommandContext,
  id: string,
  options: { archiveReason?: string; apply?: boolean },
): Promise<void> {
  const body = { archiveReasonId: options.archiveReason ?? null, preview: options.apply !== true };
  const done = await through<{ pilot: ShownPilot; undo: UndoAnswer }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await rollBackPilot(deps, { workspaceId, pilotId: checkedId(id), actor }, body),
    there: async (server) =>
      (await server.ask({ method: 'POST', path: `${pathOf(id)}/roll-back`, body })) as {
        pilot: ShownPilot;
        undo: UndoAnswer;
      },
  });
  const { recordCount, stepCount, impossible, isCut } = done.undo;
  context
    .output()
    .result(done, [
      `${body.preview ? 'Would take back' : 'Takes back'} ${stepCount} writes on ${recordCount} candidates.`,
      ...impossible.map((one) => `Cannot be taken back (${one.count}): ${one.because}`),
      ...(isCut ? ['There is more: roll back again afterwards.'] : []),
      body.preview ? 'Nothing was changed; say --apply to do it.' : 'Nothing more is written.',
    ]);
}

async function close(context: CommandContext, id: string): Promise<void> {
  const closed = await through<ShownPilot>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await closePilot(deps, { workspaceId, pilotId: checkedId(id), actor }),
    there: async (server) =>
      (await server.ask({ method: 'POST', path: `${pathOf(id)}/close` })) as ShownPilot,
  });
  context.output().result(closed, ['The pilot is closed; the rules alone say what is written.']);
}

function capOf({ cap }: Wish): { personCap?: number } {
  if (cap === undefined) return {};
  if (!Number.isInteger(cap) || cap < 1)
    throw new InputError('invalid', 'The cap is a whole number of people.', 'cap');
  return { personCap: cap };
}

function timesOf({ starts, ends }: Wish): { startsAt?: Date; endsAt?: Date } {
  return {
    ...(starts === undefined ? {} : { startsAt: timeOf(starts, 'starts') }),
    ...(ends === undefined ? {} : { endsAt: timeOf(ends, 'ends') }),
  };
}

function timeOf(text: string, field: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new InputError('invalid', 'Give a time such as 2026-12-01T09:00:00Z.', field);
  return time;
}

function targetsOf(given: readonly string[]): Partial<Record<PilotTarget, number>> {
  return Object.fromEntries(
    given.map((text) => {
      const [kpi = '', number = ''] = text.split('=');
      if (!pilotTargets.some((known) => known === kpi) || !/^\d+(?:\.\d+)?$/u.test(number))
        throw new InputError(
          'invalid',
          `A target is such as response_rate=0.2; known are ${pilotTargets.join(', ')}.`,
          'target',
        );
      return [kpi, Number(number)];
    }),
  );
}

/** The database would refuse anything else with words of its own. */
function checkedId(id: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(id)) return id;
  throw new InputError('invalid', 'Name the pilot by its id; `fulcrum pilot list` shows it.');
}

function pathOf(id: string): string {
  return `/v1/pilots/${encodeURIComponent(id)}`;
}

function day(time: Date | string): string {
  return new Date(time).toISOString().slice(0, 10);
}
