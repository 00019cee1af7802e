// fulcrum rules: status, pause, timeline, stage moves and the mass-update brake; look, try, put in force.

import { findRules } from '../db/queries/rules.ts';
import { rulesByKind, triedRuleKinds, tryRules, type RuleKind } from '../flows/sync-rules.ts';
import type { DryRun } from '../flows/dry-run.ts';
import type { RulesPreview } from '../flows/preview-outreach-rules.ts';
import { InputError } from '../core/input-error.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { addRulesHistory } from './rules-history.ts';
import { readJsonObject } from './json-file.ts';
import { dryRunLines } from './run-lines.ts';
import { through } from './through.ts';

const kinds = Object.keys(rulesByKind);
const anyKind = `one of ${kinds.join(', ')}`;

export const addRulesCommand: AddCommand = (program, context) => {
  const rules = program.command('rules').description('rules that an admin may change');
  rules
    .command('show')
    .description('the rules in force, as JSON')
    .argument('<kind>', anyKind)
    .action((kind: string) => show(context, kind));
  rules
    .command('try')
    .description('whose status, hold or stage would be another; writes nothing')
    .argument('<kind>', `one of ${triedRuleKinds.join(', ')}`)
    .argument('<file>', 'JSON')
    .action((kind: string, file: string) => tryOne(context, kind, file));
  rules
    .command('put')
    .description('put rules in force')
    .argument('<kind>', anyKind)
    .argument('<file>', 'JSON')
    .action((kind: string, file: string) => put(context, kind, file));
  addRulesHistory(rules, context);
};

async function show(context: CommandContext, given: string): Promise<void> {
  const kind = kindOf(given);
  const found = await through<{ version: number; body: unknown }>(context, {
    here: async ({ deps, workspaceId }) =>
      (await findRules<unknown>(deps.db, { workspaceId, kind })) ?? {
        version: 0,
        body: rulesByKind[kind].fallback,
      },
    there: async (server) => {
      const path = `/v1/rules/${kind}?limit=1`;
      const { current } = (await server.ask({ method: 'GET', path })) as {
        current: { version: number; body: unknown };
      };
      return { version: current.version, body: current.body };
    },
  });
  context.output().result(found, [JSON.stringify(found.body, null, 2)]);
}

async function tryOne(context: CommandContext, given: string, file: string): Promise<void> {
  const kind = triedRuleKinds.find((one) => one === given);
  if (kind === undefined)
    throw new InputError('invalid', `Only ${triedRuleKinds.join(', ')} can be tried.`, 'kind');
  const body = await readJsonObject(file);
  const tried = await through<RulesPreview | DryRun>(context, {
    here: async ({ deps, workspaceId }) => await tryRules(deps, { workspaceId, kind, body }),
    there: async (server) =>
      (await server.ask({ method: 'POST', path: `/v1/rules/${kind}/try`, body: { body } })) as
        | RulesPreview
        | DryRun,
  });
  context.output().result(tried, 'sum' in tried ? dryRunLines(tried) : previewLines(tried));
}

function previewLines(preview: RulesPreview): string[] {
  return [
    `${preview.recordCount} records: ${preview.statusChangeCount} would have another status, ${preview.tighterCount} be held more strictly, ${preview.milderCount} less.`,
    ...preview.items.map(
      (one) =>
        `${one.personId}: ${one.before.status} (${one.before.effect}) → ${one.after.status} (${one.after.effect}), ${one.because}`,
    ),
    'Nothing was written.',
  ];
}

async function put(context: CommandContext, given: string, file: string): Promise<void> {
  const kind = kindOf(given);
  const body = await readJsonObject(file);
  const done = await through<{ version: number }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await rulesByKind[kind].change(deps, { workspaceId, body, actor }),
    there: async (server) =>
      (await server.ask({ method: 'PUT', path: `/v1/rules/${kind}`, body: { body } })) as {
        version: number;
      },
  });
  context.output().result({ kind, ...done }, [`Version ${done.version} is in force.`]);
}

function kindOf(given: string): RuleKind {
  if (given in rulesByKind) return given as RuleKind;
  throw new InputError('invalid', `There are no rules "${given}"; use ${anyKind}.`, 'kind');
}
