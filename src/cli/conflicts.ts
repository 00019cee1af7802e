// fulcrum conflicts and frozen: what both sides changed, who is to win, and fields that wait for a person.

import { findConflict, listConflicts, type Conflict } from '../db/queries/conflicts.ts';
import { listFrozenPage, type FrozenField } from '../db/queries/frozen-fields.ts';
import { reopenConflict } from '../flows/reopen-conflict.ts';
import { resolveConflict } from '../flows/resolve-conflict.ts';
import { thawFields } from '../flows/undo-writes.ts';
import { InputError } from '../core/input-error.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { allPages, through } from './through.ts';

type ShownFrozen = FrozenField & { personId: string };

const rowsMax = 10_000;

export const addConflictCommands: AddCommand = (program, context) => {
  const conflicts = program
    .command('conflicts')
    .description('fields that both sides changed, or that ours replaced in Lever');
  conflicts
    .command('list')
    .description('the open ones, newest first')
    .option('--all', 'decided ones too')
    .option('--field <field>', 'such as contact.headline')
    .action((options: { all?: boolean; field?: string }) => list(context, options));
  conflicts
    .command('show')
    .description('one with both values')
    .argument('<conflict>')
    .action((id: string) => show(context, id));
  conflicts
    .command('decide')
    .description('whose value counts')
    .argument('<conflict>')
    .argument('<side>', 'theirs (the value in Lever) or ours')
    .action((id: string, side: string) => decide(context, id, side));
  conflicts
    .command('revert')
    .description('take a decision back: the conflict is open again')
    .argument('<conflict>')
    .action((id: string) => revert(context, id));
  const frozen = program
    .command('frozen')
    .description('fields to which nothing is written until somebody thaws them');
  frozen
    .command('list')
    .description('all of them with the reason, newest first')
    .action(() => listFrozen(context));
  frozen
    .command('thaw')
    .description('let fields be written again')
    .argument('<record>')
    .argument('<field...>')
    .action((record: string, fields: string[]) => thaw(context, record, fields));
};

async function list(
  context: CommandContext,
  { all = false, field }: { all?: boolean; field?: string },
): Promise<void> {
  const query = new URLSearchParams({ open: all ? 'all' : 'true' });
  if (field !== undefined) query.set('field', field);
  const isOpen = all ? null : true;
  const chosen = field === undefined ? {} : { field };
  const conflicts = await through<Conflict[]>(context, {
    here: async ({ deps, workspaceId }) =>
      await listConflicts(deps.db, { workspaceId, isOpen, ...chosen, limit: rowsMax }),
    there: async (server) => await allPages(server, `/v1/conflicts?${query.toString()}`),
  });
  const rows = conflicts.map((one) => [
    new Date(one.seenAt).toISOString(),
    one.field,
    one.kind,
    JSON.stringify(one.ours),
    JSON.stringify(one.theirs),
    one.resolution ?? 'open',
    one.id,
  ]);
  const headings = ['seen', 'field', 'kind', 'ours', 'theirs', 'decision', 'id'];
  context
    .output()
    .result(
      { conflicts },
      rows.length === 0 ? ['There are no conflicts to decide.'] : table(headings, rows),
    );
}

async function show(context: CommandContext, id: string): Promise<void> {
  const found = await through<Conflict>(context, {
    here: async ({ deps, workspaceId }) => {
      const one = await findConflict(deps.db, { workspaceId, conflictId: id });
      if (one === undefined) throw new InputError('not_found', 'There is no such conflict.');
      return one;
    },
    there: async (server) => (await server.ask({ method: 'GET', path: pathOf(id) })) as Conflict,
  });
  const at = found.remoteUpdatedAt === null ? 'unknown' : shownTime(found.remoteUpdatedAt);
  context
    .output()
    .result(found, [
      `${found.field} of person ${found.personId} (record ${found.recordId})`,
      `agreed before: ${JSON.stringify(found.base)}`,
      `ours:          ${JSON.stringify(found.ours)}`,
      `in Lever:      ${JSON.stringify(found.theirs)} (candidate last changed there: ${at})`,
      `${found.because}; seen ${shownTime(found.seenAt)}`,
      found.resolution === null
        ? 'Nobody has decided it.'
        : `${found.resolution} by ${found.resolvedBy ?? 'nobody'}`,
    ]);
}

async function decide(context: CommandContext, id: string, side: string): Promise<void> {
  if (side !== 'ours' && side !== 'theirs')
    throw new InputError('invalid', 'Decide for "ours" or for "theirs".', 'side');
  const decision = side === 'ours' ? ('use_ours' as const) : ('keep_theirs' as const);
  await through<unknown>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await resolveConflict(deps, { workspaceId, conflictId: id, decision, actor }),
    there: async (server) =>
      await server.ask({ method: 'POST', path: `${pathOf(id)}/decide`, body: { decision } }),
  });
  const told = side === 'ours' ? 'Our value is written' : 'The value in Lever stays';
  context.output().result({ id, decision }, [`${told}.`]);
}

async function revert(context: CommandContext, id: string): Promise<void> {
  await through<unknown>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await reopenConflict(deps, { workspaceId, conflictId: id, actor }),
    there: async (server) => await server.ask({ method: 'POST', path: `${pathOf(id)}/revert` }),
  });
  context.output().result({ id, decision: null }, [`The conflict ${id} is open again.`]);
}

async function listFrozen(context: CommandContext): Promise<void> {
  const frozen = await through<ShownFrozen[]>(context, {
    here: async ({ deps, workspaceId }) =>
      await listFrozenPage(deps.db, { workspaceId, skip: 0, limit: rowsMax }),
    there: async (server) => await allPages(server, '/v1/frozen-fields'),
  });
  const rows = frozen.map((one) => [
    shownTime(one.frozenAt),
    one.cause,
    one.field,
    one.recordId,
    one.because,
  ]);
  const headings = ['since', 'cause', 'field', 'record', 'because'];
  context
    .output()
    .result({ frozen }, rows.length === 0 ? ['No field is frozen.'] : table(headings, rows));
}

async function thaw(context: CommandContext, recordId: string, fields: string[]): Promise<void> {
  const done = await through<{ thawed: string[] }>(context, {
    here: async ({ deps, workspaceId, actor }) => ({
      thawed: await thawFields(deps, { workspaceId, recordId, fields, actor }),
    }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/frozen-fields/thaw',
        body: { recordId, fields },
      })) as { thawed: string[] },
  });
  context
    .output()
    .result(done, [
      done.thawed.length === 0
        ? 'None of these fields was frozen.'
        : `Thawed: ${done.thawed.join(', ')}.`,
    ]);
}

function pathOf(id: string): string {
  return `/v1/conflicts/${encodeURIComponent(id)}`;
}

/** A date here, text where it came over the wire. */
function shownTime(time: Date | string): string {
  return new Date(time).toISOString();
}
