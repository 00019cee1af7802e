// fulcrum approvals: changes that wait for a second person; on the host one may be that person.

import { listApprovals } from '../db/queries/approvals.ts';
import { approve, refuse } from '../flows/approvals.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { allPages, through } from './through.ts';

interface ShownApproval {
  id: string;
  state: string;
  title: string;
  requestedBy: string;
  expiresAt: string;
}

const approvalsMax = 1_000;

export const addApprovalsCommand: AddCommand = (program, context) => {
  const approvals = program
    .command('approvals')
    .description('changes that wait for a second person');
  approvals
    .command('list', { isDefault: true })
    .description('those that wait, or all of them')
    .option('--all', 'decided ones too')
    .action((options: { all?: true }) => list(context, options.all === true));
  approvals
    .command('approve')
    .description('agree to a change that somebody else asked for')
    .argument('<id>')
    .option('--because <text>', 'why; kept in the audit log')
    .action((id: string, options: { because?: string }) =>
      decide(context, { id, isYes: true, because: options.because ?? null }),
    );
  approvals
    .command('refuse')
    .description('refuse a change; nothing of it is made')
    .argument('<id>')
    .requiredOption('--because <text>', 'why; kept in the audit log')
    .action((id: string, options: { because: string }) =>
      decide(context, { id, isYes: false, because: options.because }),
    );
};

async function list(context: CommandContext, all: boolean): Promise<void> {
  const approvals = await through<ShownApproval[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const page = { workspaceId, beforeId: null, limit: approvalsMax };
      const chosen = all ? {} : { state: 'waiting' as const };
      const rows = await listApprovals(deps.db, { ...page, ...chosen });
      return rows.map((row) => ({ ...row, expiresAt: row.expiresAt.toISOString() }));
    },
    there: async (server) =>
      await allPages<ShownApproval>(server, all ? '/v1/approvals' : '/v1/approvals?state=waiting'),
  });
  const rows = approvals.map((one) => [
    one.id,
    one.state,
    one.title,
    one.requestedBy,
    one.expiresAt,
  ]);
  const lines =
    approvals.length === 0
      ? ['Nothing waits for a second person.']
      : table(['approval', 'state', 'what', 'asked for by', 'until'], rows);
  context.output().result({ approvals }, lines);
}

async function decide(
  context: CommandContext,
  wish: { id: string; isYes: boolean; because: string | null },
): Promise<void> {
  const { id, isYes, because } = wish;
  const decided = await through<object>(context, {
    here: async ({ deps, workspaceId, actor }) => {
      const decision = { workspaceId, id, actor, because };
      return isYes ? await approve(deps, decision) : await refuse(deps, decision);
    },
  });
  const line = isYes
    ? 'Agreed. The server carries it out; "approvals list --all" tells what came of it.'
    : 'Refused. Nothing was changed.';
  context.output().result(decided, [line]);
}
