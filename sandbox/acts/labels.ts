// Tags, sources and links. Adding what is there, or removing what is not, changes nothing.
import { changeOpportunity, type Account, type Actor } from '../account.ts';
import type { Opportunity } from '../world/rows.ts';
import { editContact } from './contacts.ts';
import { contactOf } from './lookups.ts';

export type LabelKind = 'tags' | 'sources';

/** Adds labels; unknown ones become known to the whole account. Does not count as an interaction. */
export function addLabels(
  account: Account,
  { row, kind, texts }: { row: Opportunity; kind: LabelKind; texts: readonly string[] },
): boolean {
  const same = (a: string, b: string): boolean =>
    kind === 'tags' && account.switches.tagCase === 'fold'
      ? a.toLowerCase() === b.toLowerCase()
      : a === b;
  const next = row[kind].slice();
  for (const text of texts) if (!next.some((each) => same(each, text))) next.push(text);
  if (next.length === row[kind].length) return false;
  for (const text of next) account.world[kind].add(text);
  changeOpportunity(account, row, { [kind]: next });
  return true;
}

export function removeLabels(
  account: Account,
  { row, kind, texts }: { row: Opportunity; kind: LabelKind; texts: readonly string[] },
): boolean {
  const next = row[kind].filter((each) => !texts.includes(each));
  if (next.length === row[kind].length) return false;
  changeOpportunity(account, row, { [kind]: next });
  return true;
}

/** Links belong to the person, so every opportunity of theirs changes. */
export function addLinks(
  account: Account,
  { row, links }: { row: Opportunity; links: readonly string[] },
  actor: Actor,
): boolean {
  const contact = contactOf(account, row);
  const next = [...new Set([...contact.links, ...links])];
  return editContact(account, { contact, edit: { links: next } }, actor);
}

export function removeLinks(
  account: Account,
  { row, links }: { row: Opportunity; links: readonly string[] },
  actor: Actor,
): boolean {
  const contact = contactOf(account, row);
  const next = contact.links.filter((each) => !links.includes(each));
  return editContact(account, { contact, edit: { links: next } }, actor);
}
