// fulcrum match-rules: how people are matched, changed from a file, put back, and learned.

import { readFile } from 'node:fs/promises';
import { InputError } from '../core/input-error.ts';
import type { MatchRules } from '../core/people/match-rules.ts';
import { changeMatchRules } from '../flows/change-match-rules.ts';
import { loadMatchRules } from '../flows/identify-profiles.ts';
import { learnMatching } from '../flows/learn-matching.ts';
import type { Learned } from '../flows/learn-matching.ts';
import { restoreMatchRules } from '../flows/match-rules-history.ts';
import { replayMatchRules } from '../flows/replay-match-rules.ts';
import { checkMatchRules } from '../core/people/match-rules.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { through } from './through.ts';

export const addMatchRulesCommand: AddCommand = (program, context) => {
  const rules = program.command('match-rules').description('how people are matched');
  rules
    .command('show')
    .description('the rules in force, as JSON that `put` takes back')
    .action(() => show(context));
  rules
    .command('put')
    .description('put rules from a JSON file in force, from the next profile on')
    .argument('<file>')
    .action(async (file: string) => put(context, await readRules(file)));
  rules
    .command('restore')
    .description('put an older version back in force; 0 is what ships')
    .argument('<version>', 'its number', Number)
    .action((version: number) => restore(context, version));
  rules
    .command('replay')
    .description('say what rules from a JSON file would make of all history; changes nothing')
    .argument('<file>')
    .action(async (file: string) => replay(context, await readRules(file)));
  rules
    .command('learn')
    .description('learn from the answers now; it also happens daily')
    .action(() => learn(context));
};

async function readRules(file: string): Promise<object> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as object;
  } catch {
    throw new InputError('invalid', `${file} cannot be read as JSON.`, 'file');
  }
}

async function show(context: CommandContext): Promise<void> {
  const rules = await through<MatchRules>(context, {
    here: async ({ deps, workspaceId }) => await loadMatchRules(deps.db, workspaceId),
    there: async (server) => {
      const answer = (await server.ask({ method: 'GET', path: '/v1/match-rules' })) as {
        current: { version: number; body: MatchRules };
      };
      return { ...answer.current.body, version: answer.current.version };
    },
  });
  context.output().result(rules, JSON.stringify(rules, null, 2).split('\n'));
}

async function put(context: CommandContext, body: object): Promise<void> {
  const done = await through<{ version: number }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await changeMatchRules(deps, { workspaceId, body, actor }),
    there: async (server) =>
      (await server.ask({ method: 'PUT', path: '/v1/match-rules', body: { body } })) as {
        version: number;
      },
  });
  context.output().result(done, [`Version ${done.version} is in force.`]);
}

async function restore(context: CommandContext, version: number): Promise<void> {
  const done = await through<{ version: number }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await restoreMatchRules(deps, { workspaceId, version, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/match-rules/restore',
        body: { version },
      })) as { version: number },
  });
  context.output().result(done, [`Version ${version} is in force again, as ${done.version}.`]);
}

// Over a server it is worked out in the background; where the database is, at once.
async function replay(context: CommandContext, body: object): Promise<void> {
  const done = await through<Record<string, unknown>>(context, {
    here: async ({ deps, workspaceId }) => {
      const checked = checkMatchRules(body);
      if ('problems' in checked) {
        const text = checked.problems.map(({ at, message }) => `${at}: ${message}`).join('; ');
        throw new InputError('invalid', text, 'file');
      }
      const report = await replayMatchRules(deps, { workspaceId, rules: checked.rules });
      const { merges: _merges, splits: _splits, reviews: _reviews, ...counts } = report;
      return counts;
    },
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/match-rules/replay',
        body: { body },
      })) as Record<string, unknown>,
  });
  const lines = Object.entries(done).map(([name, value]) => `${name}: ${String(value)}`);
  context.output().result(done, lines);
}

async function learn(context: CommandContext): Promise<void> {
  const learned = await through<Learned[]>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await learnMatching(deps, { workspaceId, actor, evenPinned: true }),
    there: async (server) => {
      const answer = await server.ask({ method: 'POST', path: '/v1/match-rules/learn', body: {} });
      return (answer as { items: Learned[] }).items;
    },
  });
  const lines = learned.map(({ kind, version, because }) =>
    version === null ? `${kind}: ${because}` : `${kind}: version ${version}, ${because}`,
  );
  context.output().result({ learned }, lines);
}
