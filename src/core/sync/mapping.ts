// A field mapping: which fact goes to which place in Lever, changed on the way by what, and who wins when both
// sides change it. Data with history, edited by an admin; types and names only.

import type { Transform } from './transforms.ts';

/** Policies of single values, weakest claim first. */
export const scalarPolicies = [
  'lever', // Lever owns it: shown, never written.
  'fill_if_empty', // Written where Lever has nothing; never again after that.
  'ours_if_untouched', // Kept up to date as long as nobody changes it in Lever.
  'source', // Ours wins; what it replaces is kept as a conflict record.
] as const;
export type ScalarPolicy = (typeof scalarPolicies)[number];

/** Policies of lists. */
export const setPolicies = [
  'set_union', // Add what is missing, remove only what we added.
  'append', // Add what is missing, remove nothing.
] as const;
export type SetPolicy = (typeof setPolicies)[number];
export type Policy = ScalarPolicy | SetPolicy;

export const contactFields = ['name', 'headline', 'location', 'emails', 'phones'] as const;
export type ContactField = (typeof contactFields)[number];

/** The field types a Lever profile form accepts. */
export const formFieldTypes = [
  'text',
  'textarea',
  'dropdown',
  'multiple-choice',
  'multiple-select',
  'yes-no',
  'date',
  'currency',
] as const;
export type FormFieldType = (typeof formFieldTypes)[number];

export interface FormTarget {
  kind: 'form';
  /** Id or name of the form template in Lever. */
  template: string;
  /** The field's text, as it stands in the template. */
  field: string;
  type: FormFieldType;
}

export type Target =
  | { kind: 'contact'; field: ContactField }
  | { kind: 'tags'; prefix: string }
  | { kind: 'sources' }
  | { kind: 'links' }
  /** Email of a Lever user; Lever takes an owner at creation only. */
  | { kind: 'owner' }
  | FormTarget;
export const targetKinds = ['contact', 'tags', 'sources', 'links', 'owner', 'form'] as const;

export interface MappingRule {
  /** A fact's name, `custom.<key>`, `computed.<name>`; null where a template needs none. */
  from: string | null;
  transforms: Transform[];
  to: Target;
  policy: Policy;
}

/** A value of its own name that several rules may use. */
export interface ComputedFact {
  name: string;
  from: string | null;
  transforms: Transform[];
}

export interface Mapping {
  version: number;
  computed: ComputedFact[];
  rules: MappingRule[];
}

/** A single value as a decision and Lever see it; lists are the options of a multiple-select field. */
export type FieldValue = string | number | boolean | string[] | null;

/** What is wrong and what to change, at a path such as `rules[2].to.field`. */
export interface MappingProblem {
  at: string;
  message: string;
}

/** The name under which a field's merge base is kept. */
export function fieldKeyOf(target: Target): string {
  if (target.kind === 'contact') return `contact.${target.field}`;
  if (target.kind === 'form') return `form:${target.template}:${target.field}`;
  return target.kind;
}

/** True where the target holds a list of which we own a part. */
export function isSetTarget(target: Target): boolean {
  if (target.kind === 'contact') return target.field === 'emails' || target.field === 'phones';
  return target.kind === 'tags' || target.kind === 'sources' || target.kind === 'links';
}

/** Every form template the mapping writes, by the id or name it uses, each once. */
export function templatesOf(mapping: Mapping): string[] {
  const templates = new Set<string>();
  for (const rule of mapping.rules) if (rule.to.kind === 'form') templates.add(rule.to.template);
  return [...templates];
}
