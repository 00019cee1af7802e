// What is wrong with a sequence before anybody gets it: told at every save, refused at publishing.

import { InputError } from '../input-error.ts';
import { findDefects } from './find-defects.ts';
import { stepsMax, variantsMax, windowOf } from './sequence.ts';
import type { SendWindow, SequenceBody, SequenceStep, Variant } from './sequence.ts';
import {
  allowedFilters,
  fillTemplate,
  piecesOf,
  templateLengthMax,
  variablesOf,
} from './template.ts';
import { knownVariables } from './template-values.ts';

export interface LintProblem {
  /** `steps[1].variants[0].text` */
  field: string;
  message: string;
  /** The words of the text that it is about, as they stand there. */
  found?: string;
}

const linksMax = 2;

/** Everything that is wrong, in order; empty where the sequence may be published. */
export function lintSequence(body: SequenceBody): LintProblem[] {
  const problems: LintProblem[] = [];
  if (body.steps.length === 0 || body.steps.length > stepsMax)
    problems.push({ field: 'steps', message: `A sequence has 1 to ${stepsMax} steps.` });
  problems.push(...lintWindow(body.window, 'window'));
  const ids = new Set<string>();
  for (const [index, step] of body.steps.entries()) {
    const field = `steps[${index}]`;
    if (ids.has(step.id))
      problems.push({ field: `${field}.id`, message: 'Another step has this id.' });
    ids.add(step.id);
    problems.push(...lintStep(body, { step, index, field }));
  }
  return problems;
}

/** Throws the first problem as an InputError that names all of them. */
export function refuseUnfit(problems: readonly LintProblem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  throw new InputError(
    'invalid',
    problems
      .slice(0, 20)
      .map((each) => `${each.field}: ${each.message}`)
      .join('\n'),
    first.field,
  );
}

function lintStep(
  body: SequenceBody,
  at: { step: SequenceStep; index: number; field: string },
): LintProblem[] {
  const { step, index, field } = at;
  const problems = lintWindow(windowOf(body, step), `${field}.window`);
  const { amount, unit } = step.delay;
  const most = unit === 'hours' ? 24 * 90 : 90;
  if (!(amount >= 0) || amount > most || (unit === 'business_days' && !Number.isInteger(amount)))
    problems.push({
      field: `${field}.delay`,
      message: `Give a delay of 0 to ${most} ${unit.replace('_', ' ')}.`,
    });
  if (step.variants.length === 0 || step.variants.length > variantsMax)
    problems.push({
      field: `${field}.variants`,
      message: `A step has 1 to ${variantsMax} variants.`,
    });
  else if (!step.variants.some((variant) => variant.weight > 0))
    problems.push({
      field: `${field}.variants`,
      message: 'Give at least one variant a weight above 0.',
    });
  if (step.isInThread && !body.steps.slice(0, index).some((each) => each.channel === 'email'))
    problems.push({
      field: `${field}.isInThread`,
      message: 'There is no email before this step to answer to.',
    });
  for (const [number, variant] of step.variants.entries())
    problems.push(...lintVariant(step, { variant, field: `${field}.variants[${number}]` }));
  return problems;
}

function lintVariant(step: SequenceStep, at: { variant: Variant; field: string }): LintProblem[] {
  const { variant, field } = at;
  const problems = lintTemplate(variant.text, `${field}.text`);
  if (variant.text.trim() === '')
    problems.push({
      field: `${field}.text`,
      message: 'Write a text; it is what is sent to readers without HTML too.',
    });
  const needsSubject = step.channel === 'email' && !step.isInThread;
  if (needsSubject && variant.subject.trim() === '')
    problems.push({ field: `${field}.subject`, message: 'Write a subject.' });
  if (/[\r\n]/u.test(variant.subject))
    problems.push({ field: `${field}.subject`, message: 'A subject is one line.' });
  problems.push(...lintTemplate(variant.subject, `${field}.subject`));
  if (variant.html !== null) problems.push(...lintHtml(variant.html, `${field}.html`));
  problems.push(...lintLinks(variant.text, `${field}.text`));
  return problems;
}

/** Form, variables, filters, and leftovers of other tools' templates. */
export function lintTemplate(text: string, field: string): LintProblem[] {
  if (text.length > templateLengthMax)
    return [{ field, message: `A text has at most ${templateLengthMax} characters.` }];
  try {
    const problems = lintPieces(text, field);
    const unknown = variablesOf(text).filter((name) => !isKnown(name));
    for (const name of unknown) {
      problems.push({ field, message: `${name} is not known. ${knownList()}`, found: name });
    }
    const blank = fillTemplate(text, sampleValues).text;
    const told = new Set<string>();
    for (const defect of findDefects(blank)) {
      // What is not known leaves a hole in the trial, which is no second mistake.
      const isSameMistake = defect.name === 'hole' && unknown.length > 0;
      if (isSameMistake || told.has(defect.found)) continue;
      told.add(defect.found);
      problems.push({
        field,
        message: `"${defect.found}" would reach the person as it stands (${defect.name}).`,
        found: defect.found,
      });
    }
    return problems;
  } catch (error) {
    return [{ field, message: plainMessage(error) }];
  }
}

function lintPieces(text: string, field: string): LintProblem[] {
  return piecesOf(text).flatMap((piece) => {
    if (!/^[a-z_][\w]*(?:\.[\w-]+)*$/iu.test(piece.expression))
      return [
        {
          field,
          message: `"{{ ${piece.expression} }}" must be one value by name, such as {{ first_name }}.`,
          found: piece.expression,
        },
      ];
    return piece.filters.flatMap((filter) => {
      const isLiteral = /^(?:(?:'[^']*'|"[^"]*"|-?\d+)(?:\s*,\s*)?)*$/u.test(filter.args);
      if (isLiteral || filter.name === 'default') return [];
      return [
        {
          field,
          message: `The filter ${filter.name} takes only texts in quotes and numbers here.`,
          found: filter.name,
        },
      ];
    });
  });
}

function lintHtml(html: string, field: string): LintProblem[] {
  const problems = lintTemplate(html, field);
  const words = html.replace(/<[^>]*>/gu, ' ').trim();
  if (
    /<(?:script|iframe|object|embed|form|base|meta|link)\b/iu.test(html) ||
    /\son\w+\s*=/iu.test(html)
  )
    problems.push({ field, message: 'Scripts, frames and forms are not sent.' });
  if (/<img\b/iu.test(html) && words.length < 100)
    problems.push({
      field,
      message: 'A mail of images alone is read as spam. Write text beside them.',
    });
  problems.push(...lintLinks(html, field));
  return problems;
}

function lintLinks(text: string, field: string): LintProblem[] {
  const links = [...text.matchAll(/\b([a-z][a-z0-9+.-]*):\/\/[^\s<>"')\]]+/giu)];
  const problems: LintProblem[] = [];
  const open = links.find((link) => link[1]?.toLowerCase() !== 'https');
  if (open !== undefined)
    problems.push({ field, message: `Use https for ${open[0].slice(0, 80)}.`, found: open[0] });
  if (new Set(links.map((link) => link[0])).size > linksMax)
    problems.push({ field, message: `At most ${linksMax} links: more are read as spam.` });
  return problems;
}

function lintWindow(window: SendWindow, field: string): LintProblem[] {
  const isTime = (text: string): boolean => /^(?:[01]\d|2[0-3]):[0-5]\d$/u.test(text);
  if (
    window.days.length === 0 ||
    window.days.some((day) => !(Number.isInteger(day) && day >= 1 && day <= 7))
  )
    return [{ field, message: 'Name at least one day, 1 for Monday to 7 for Sunday.' }];
  if (!isTime(window.from) || !isTime(window.to) || window.from >= window.to)
    return [{ field, message: 'Give from and to as times of one day, such as 08:30 and 17:30.' }];
  return [];
}

function isKnown(name: string): boolean {
  return knownVariables.some((known) => known === name) || /^custom\.[\w-]+$/u.test(name);
}

function knownList(): string {
  return `Known are ${knownVariables.join(', ')} and custom.<field>.`;
}

const sampleValues = {
  ...Object.fromEntries(knownVariables.map((name) => [name, 'Sample'])),
  custom: new Proxy(
    {},
    {
      get: () => 'Sample',
      getOwnPropertyDescriptor: () => ({ value: 'Sample', configurable: true, enumerable: true }),
      has: () => true,
    },
  ),
};

function plainMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : 'not well formed';
  const [line = ''] = text.split('\n');
  return `${line.replace(/, line:.*$/u, '')}. Allowed filters: ${allowedFilters.join(', ')}; tags: if, unless, case, comment.`;
}
