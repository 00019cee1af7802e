// fulcrum rules history, diff and restore: who changed rules when, what differs, and an older version back in force.

import type { Command } from 'commander';
import { InputError } from '../core/input-error.ts';
import { listRuleVersions } from '../db/queries/lists.ts';
import { diffRuleVersions, restoreRules } from '../flows/rules-history.ts';
import { rulesByKind, type RuleKind } from '../flows/sync-rules.ts';
import type { CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { allPages, through } from './through.ts';

interface ShownVersion {
  version: number;
  createdAt: string;
  createdBy: string;
}

interface ShownChange {
  path: string;
  before?: unknown;
  after?: unknown;
}

const versionsMax = 1_000;
const anyKind = `one of ${Object.keys(rulesByKind).join(', ')}`;

export function addRulesHistory(rules: Command, context: CommandContext): void {
  rules
    .command('history')
    .description('who changed these rules when')
    .argument('<kind>', anyKind)
    .action((kind: string) => history(context, kindOf(kind)));
  rules
    .command('diff')
    .description('what one version changed of another')
    .argument('<kind>', anyKind)
    .argument('<from>', 'a version; 0 is what ships with Fulcrum')
    .argument('<to>', 'a version')
    .action((kind: string, from: string, to: string) =>
      diff(context, { kind: kindOf(kind), from: numberOf(from), to: numberOf(to) }),
    );
  rules
    .command('restore')
    .description('put an older version in force again, as a new one')
    .argument('<kind>', anyKind)
    .argument('<version>')
    .action((kind: string, version: string) =>
      restore(context, { kind: kindOf(kind), version: numberOf(version) }),
    );
}

async function history(context: CommandContext, kind: RuleKind): Promise<void> {
  const versions = await through<ShownVersion[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const page = { workspaceId, kind, before: null, limit: versionsMax };
      const rows = await listRuleVersions(deps.db, page);
      return rows.map(({ version, createdAt, createdBy }) => {
        return { version, createdAt: createdAt.toISOString(), createdBy };
      });
    },
    there: async (server) => await allPages<ShownVersion>(server, `/v1/rules/${kind}/versions`),
  });
  const rows = versions.map((one) => [one.version, one.createdAt, one.createdBy]);
  const lines =
    versions.length === 0
      ? ['They were never changed: version 0 is in force.']
      : table(['version', 'since', 'by'], rows);
  context.output().result({ versions }, lines);
}

async function diff(
  context: CommandContext,
  which: { kind: RuleKind; from: number; to: number },
): Promise<void> {
  const { kind, from, to } = which;
  const changes = await through<ShownChange[]>(context, {
    here: async ({ deps, workspaceId }) =>
      await diffRuleVersions(deps.db, { workspaceId, ...which }),
    there: async (server) => {
      const path = `/v1/rules/${kind}/diff?from=${from}&to=${to}`;
      return ((await server.ask({ method: 'GET', path })) as { items: ShownChange[] }).items;
    },
  });
  const text = (value: unknown): string => (value === undefined ? '–' : JSON.stringify(value));
  const rows = changes.map((one) => [one.path, text(one.before), text(one.after)]);
  const lines =
    changes.length === 0 ? ['They are the same.'] : table(['value', 'before', 'after'], rows);
  context.output().result({ changes }, lines);
}

async function restore(
  context: CommandContext,
  which: { kind: RuleKind; version: number },
): Promise<void> {
  const { kind, version } = which;
  const restored = await through<{ version: number }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await restoreRules(deps, { workspaceId, actor, ...which }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: `/v1/rules/${kind}/restore`,
        body: { version },
      })) as { version: number },
  });
  const line = `Version ${version} of the ${kind} rules is in force again, as ${restored.version}.`;
  context.output().result(restored, [line]);
}

function kindOf(text: string): RuleKind {
  if (Object.hasOwn(rulesByKind, text)) return text as RuleKind;
  throw new InputError('invalid', `There are no rules "${text}"; use ${anyKind}.`, 'kind');
}

function numberOf(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InputError(
    'invalid',
    `"${text}" is no version; "rules history" lists them.`,
    'version',
  );
}
