// The set-up: connecting by OAuth, jobs, the mapping, and the rules that somebody has to decide.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type * as jobs from '../../../src/http/contract/job.ts';
import type * as lever from '../../../src/http/contract/lever.ts';
import type * as mappings from '../../../src/http/contract/mapping.ts';
import type * as rules from '../../../src/http/contract/rule.ts';
import { get, write, type Answer } from './request.ts';

export type Job = Answer<typeof jobs.jobsAnswer>['items'][number];
export type JobWish = { postingId: string | null; trigger: Job['trigger'] };
export type DryRun = Answer<typeof mappings.mappingTryAnswer>;
export type DecidedKind = 'pause' | 'match' | 'retention';

export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: () => get<typeof jobs.jobsAnswer>('/v1/jobs', { limit: 200 }),
});

export const mappingQuery = queryOptions({
  queryKey: ['mapping'],
  queryFn: () => get<typeof mappings.mappingAnswer>('/v1/mapping'),
});

export const rulesQuery = (kind: DecidedKind) =>
  queryOptions({
    queryKey: ['rules', kind],
    queryFn: () => get<typeof rules.rulesAnswer>(`/v1/rules/${kind}`, { limit: 1 }),
  });

/** Sends the person to Lever's page; Lever sends them back to our server. */
export function useStartOAuth() {
  return useMutation({
    mutationFn: (wish: { baseUrl: string; performAsEmail: string }) =>
      write<typeof lever.oauthAnswer>('POST', '/v1/lever/oauth', wish),
    onSuccess: ({ url }) => window.location.assign(url),
  });
}

export function useChangeJob(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ preview, ...wish }: JobWish & { preview: boolean }) =>
      write<typeof jobs.jobChangeAnswer>('PUT', `/v1/jobs/${id}?preview=${preview}`, wish),
    onSuccess: ({ isApplied }) => {
      if (isApplied) void client.invalidateQueries({ queryKey: ['jobs'] });
    },
  });
}

/** The mapping that fits most accounts, tried on the people who are here; with its form, or without any. */
export function useTrySuggested() {
  return useMutation({
    meta: { showsErrors: true },
    async mutationFn({ hasForm }: { hasForm: boolean }) {
      const suggested = await get<typeof mappings.suggestAnswer>('/v1/mapping/suggested');
      const mapping = hasForm ? suggested.mapping : withoutForm(suggested.mapping);
      const dryRun = await write<typeof mappings.mappingTryAnswer>('POST', '/v1/mapping/try', {
        mapping,
      });
      return { mapping, dryRun };
    },
  });
}

/** Makes the form in Lever that the suggested mapping writes to. */
export function useMakeForm() {
  return useMutation({
    async mutationFn() {
      const { mapping } = await get<typeof mappings.suggestAnswer>('/v1/mapping/suggested');
      const templateName = formOf(mapping) ?? '';
      return await write<typeof mappings.templateAnswer>('POST', '/v1/mapping/templates', {
        templateName,
        mapping,
      });
    },
  });
}

interface Rule {
  to?: { template?: string };
}

function rulesOf(mapping: Record<string, unknown>): Rule[] {
  return Array.isArray(mapping['rules']) ? (mapping['rules'] as Rule[]) : [];
}

function formOf(mapping: Record<string, unknown>): string | undefined {
  return rulesOf(mapping).find((rule) => rule.to?.template !== undefined)?.to?.template;
}

function withoutForm(mapping: Record<string, unknown>): Record<string, unknown> {
  const rules = rulesOf(mapping).filter((rule) => rule.to?.template === undefined);
  return { ...mapping, rules };
}

export function useSaveMapping() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (mapping: object) =>
      write<typeof mappings.mappingChangeAnswer>('PUT', '/v1/mapping', { mapping }),
    onSettled: () => client.invalidateQueries(),
  });
}

export function useDecideRules(kind: DecidedKind) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: object) =>
      write<typeof rules.rulesChangeAnswer>('PUT', `/v1/rules/${kind}`, { body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['rules', kind] }),
  });
}
