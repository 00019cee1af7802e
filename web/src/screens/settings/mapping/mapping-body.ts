// A field mapping as the server takes it; the server checks it and says where something is wrong.
import { mapping as words } from '../../../texts/mapping.ts';
import { fieldWords, spaced } from '../../../parts/value-words.ts';

export type Transform = { kind: TransformKind } & Record<string, unknown>;
export type TransformKind = keyof typeof words.transforms;
export type Policy = keyof typeof words.policies;
export type ContactField = keyof typeof words.contactFields;
export type Target =
  | { kind: 'contact'; field: ContactField }
  | { kind: 'tags'; prefix: string }
  | { kind: 'sources' | 'links' | 'owner' }
  | { kind: 'form'; template: string; field: string; type: string };

export interface Rule {
  from: string | null;
  transforms: Transform[];
  to: Target;
  policy: Policy;
}

export interface MappingBody {
  version: number;
  computed: { name: string; from: string | null; transforms: Transform[] }[];
  rules: Rule[];
}

/** True where the target holds a list of which we own a part. */
export function isList(to: Target): boolean {
  if (to.kind === 'contact') return to.field === 'emails' || to.field === 'phones';
  return to.kind === 'tags' || to.kind === 'sources' || to.kind === 'links';
}

/** Policies that fit the target, the first to be taken where the old one does not. */
export function policiesFor(to: Target): Policy[] {
  if (to.kind === 'owner') return ['fill_if_empty'];
  return isList(to)
    ? ['set_union', 'append']
    : ['fill_if_empty', 'ours_if_untouched', 'source', 'lever'];
}

export function factName(from: string | null): string {
  if (from === null) return words.constant;
  return words.factWords[from] ?? spaced(from.split('.').slice(1).join('.') || from);
}

export function targetName(to: Target): string {
  if (to.kind === 'contact') return fieldWords(`contact.${to.field}`);
  if (to.kind === 'form') return `${to.template}: ${to.field}`;
  if (to.kind === 'tags' && to.prefix !== '') return `${words.targetKinds.tags} (${to.prefix}…)`;
  return words.targetKinds[to.kind];
}

/** The steps on the way in a line. */
export function stepsLine(transforms: readonly Transform[]): string {
  return transforms
    .map(({ kind, text }) => {
      const said = typeof text === 'string' ? ` “${text}”` : '';
      return words.transforms[kind] + said;
    })
    .join(', ');
}

/** `rules[2].to.field: …` names the rule by its place. */
export function ruleOfProblem(line: string): number | null {
  const place = /^rules\[(\d+)\]/u.exec(line)?.[1];
  return place === undefined ? null : Number(place);
}
