// How a value is written into a profile-form field of each type, and how it is read back.

import type { FieldValue, FormFieldType } from './mapping.ts';
import { instantMs } from './transform-dates.ts';
import { isEmptyDraft, itemTexts, yesNoOf } from './transforms.ts';
import type { Draft } from './transforms.ts';

/** The value on the wire, or why it does not fit the type. Options are matched later, against the template. */
export function encodeFormValue(
  type: FormFieldType,
  draft: Draft,
): { value: FieldValue } | { refused: string } {
  if (isEmptyDraft(draft)) return { value: null };
  switch (type) {
    case 'text':
    case 'dropdown':
    case 'multiple-choice':
      return { value: cleanText(textOf(draft)).replaceAll(/\s+/gu, ' ') };
    case 'textarea':
      return { value: cleanText(textOf(draft)) };
    case 'multiple-select':
      return {
        value: Array.isArray(draft) ? itemTexts(draft).map(cleanText) : [cleanText(textOf(draft))],
      };
    case 'yes-no':
      return orRefused(yesNoOf(draft), 'it is neither yes nor no; add the transform yes_no or map');
    case 'date':
      return orRefused(dateMs(draft), 'it is not a date; map an ISO 8601 date to this field');
    case 'currency':
      return orRefused(amountOf(draft), 'it is not a number; map a plain number to this field');
  }
}

/** True for the types whose value must be the text of one of the template's options. */
export function hasOptions(type: string): boolean {
  return type === 'dropdown' || type === 'multiple-choice' || type === 'multiple-select';
}

/** A value as Lever returns it, in our own terms; what makes no sense is null. */
export function readFormValue(type: string, value: unknown): FieldValue {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (type === 'multiple-select' && Array.isArray(value)) {
    const texts = value.filter((item) => typeof item === 'string');
    return texts.length === 0 ? null : texts;
  }
  return null;
}

function textOf(draft: Draft): string {
  return Array.isArray(draft) ? itemTexts(draft).join(', ') : String(draft);
}

/** Well-formed, composed, without control characters but line ends; what Lever returns compares equal. */
function cleanText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, ' ')
    .trim();
}

function dateMs(draft: Draft): number | null {
  if (typeof draft === 'number') return Number.isSafeInteger(draft) ? draft : null;
  return typeof draft === 'string' ? instantMs(draft) : null;
}

function amountOf(draft: Draft): number | null {
  if (typeof draft === 'number') return Number.isFinite(draft) ? draft : null;
  if (typeof draft !== 'string' || !/^-?\d+(\.\d+)?$/.test(draft.trim())) return null;
  return Number(draft);
}

function orRefused(
  value: string | number | null,
  refused: string,
): { value: FieldValue } | { refused: string } {
  return value === null ? { refused } : { value };
}
