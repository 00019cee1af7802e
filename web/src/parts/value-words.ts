// Values of fields and names of fields as people read them.
import { texts } from '../texts/en.ts';
import { review as reviewTexts } from '../texts/review.ts';

/** A field's value in a line: texts as they are, lists with commas, nothing as "empty". */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return reviewTexts.nothing;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? texts.yes : texts.no;
  if (Array.isArray(value)) {
    return value.length === 0 ? reviewTexts.nothing : value.map(valueWords).join(', ');
  }
  if (typeof value === 'object' && 'value' in value) return valueWords(value.value);
  return JSON.stringify(value);
}

/** `contact.headline` becomes "Headline"; what has no word of its own is written out. */
export function fieldWords(field: string): string {
  const known = reviewTexts.fields[field];
  if (known !== undefined) return known;
  const last = field.split('.').at(-1) ?? field;
  return reviewTexts.fields[last] ?? spaced(last);
}

/** `create_opportunity` becomes "Create opportunity". */
export function spaced(name: string): string {
  const words = name.replaceAll(/[_.:-]+/gu, ' ').replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1).toLowerCase();
}
