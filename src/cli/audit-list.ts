// fulcrum audit list and show: entries by person, actor, action, rule and time, and one with its values.

import type { Command } from 'commander';
import { InputError } from '../core/input-error.ts';
import { readAuditPage } from '../db/queries/audit-search.ts';
import type { AuditFilter } from '../db/queries/audit-search.ts';
import { showAuditEntry } from '../flows/audit-entry-shown.ts';
import type { CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { through } from './through.ts';

export interface FilterOptions {
  person?: string;
  actor?: string;
  action?: string;
  rule?: string;
  ruleVersion?: string;
  from?: string;
  to?: string;
}

interface ShownEntry {
  seq: number;
  at: string;
  actor: string;
  action: string;
  subjectKind: string;
  subjectId: string;
}

/** The filters that list and export share. */
export function auditOptions(command: Command): Command {
  return command
    .option('--person <id>', 'about this person')
    .option('--actor <actor>', 'by user:<id>, api-key:<id>, system, cli …')
    .option('--action <action>', 'opportunity.created, or opportunity for all that happened to one')
    .option('--rule <kind>', 'changes of this kind of rules')
    .option('--rule-version <number>', 'with --rule: that change and what it decided')
    .option('--from <time>', 'from this instant on, such as 2026-11-01T00:00:00Z')
    .option('--to <time>', 'before this instant');
}

export function addAuditReading(audit: Command, context: CommandContext): void {
  auditOptions(audit.command('list'))
    .description('the newest entries that fit')
    .option('--limit <count>', 'how many', '50')
    .action((options: FilterOptions & { limit: string }) => list(context, options));
  audit
    .command('show')
    .description('one entry with the values before and after')
    .argument('<seq>', 'its number')
    .action((seq: string) => show(context, seq));
}

async function list(
  context: CommandContext,
  options: FilterOptions & { limit: string },
): Promise<void> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200)
    throw new InputError('invalid', 'Give --limit as a number from 1 to 200.', 'limit');
  const items = await through<ShownEntry[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const rows = await readAuditPage(deps.db, { workspaceId, ...filterOf(options), limit });
      return rows.map(({ seq, at, actor, action, subjectKind, subjectId }) => {
        return { seq, at: at.toISOString(), actor, action, subjectKind, subjectId };
      });
    },
    there: async (server) => {
      const path = `/v1/audit?limit=${limit}&${queryOf(options)}`;
      const answer = (await server.ask({ method: 'GET', path })) as { items: ShownEntry[] };
      return answer.items;
    },
  });
  const rows = items.map((one) => {
    return [one.seq, one.at, one.actor, one.action, `${one.subjectKind} ${one.subjectId}`];
  });
  context.output().result({ items }, table(['entry', 'at', 'by', 'action', 'about'], rows));
}

async function show(context: CommandContext, text: string): Promise<void> {
  const seq = Number(text);
  if (!Number.isSafeInteger(seq) || seq < 1)
    throw new InputError('invalid', 'Give the number of an entry, as "audit list" shows it.');
  const entry = await through<object>(context, {
    here: async ({ deps, workspaceId }) => await showAuditEntry(deps, { workspaceId, seq }),
    there: async (server) =>
      (await server.ask({ method: 'GET', path: `/v1/audit/entries/${seq}` })) as object,
  });
  context.output().result(entry, [JSON.stringify(entry, null, 2)]);
}

/** Throws InputError where a time or number cannot be read. */
export function filterOf(options: FilterOptions): Omit<AuditFilter, 'workspaceId'> {
  const { person, actor, action, rule, ruleVersion, from, to } = options;
  return {
    ...(person === undefined ? {} : { personId: person }),
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(rule === undefined ? {} : { rule }),
    ...(ruleVersion === undefined ? {} : { ruleVersion: Number(ruleVersion) }),
    ...(from === undefined ? {} : { from: instant(from, 'from') }),
    ...(to === undefined ? {} : { to: instant(to, 'to') }),
  };
}

/** The same as a query of the HTTP API. */
export function queryOf(options: FilterOptions): string {
  const { personId, actor, action, rule, ruleVersion, from, to } = filterOf(options);
  const given = {
    personId,
    actor,
    action,
    rule,
    ruleVersion: ruleVersion?.toString(),
    from: from?.toISOString(),
    to: to?.toISOString(),
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) query.set(name, value);
  return query.toString();
}

function instant(text: string, field: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new InputError('invalid', `Give --${field} as 2026-11-01T00:00:00Z.`, field);
  return at;
}
