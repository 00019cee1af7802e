// The body of an opportunity to be created: JSON, or multipart where a resume goes along.

import type { NewOpportunity } from '../../ports/lever.ts';
import type { LeverCall } from './call.ts';
import type { Part } from './multipart.ts';

/** What the request carries. The origin is fixed at creation and is always `sourced`. */
export function newOpportunityContent(
  wanted: NewOpportunity,
): Pick<LeverCall, 'json'> | Pick<LeverCall, 'parts'> {
  return wanted.resume === undefined
    ? { json: jsonOf(wanted) }
    : { parts: partsOf(wanted, wanted.resume) };
}

function jsonOf(wanted: NewOpportunity): Record<string, unknown> {
  return {
    ...scalarsOf(wanted),
    createdAt: wanted.createdAt,
    emails: wanted.emails,
    phones: wanted.phones,
    links: wanted.links,
    tags: wanted.tags,
    sources: wanted.sources,
    ...(wanted.postingId === undefined ? {} : { postings: [wanted.postingId] }),
  };
}

function partsOf(wanted: NewOpportunity, resume: NonNullable<NewOpportunity['resume']>): Part[] {
  const parts: Part[] = Object.entries(scalarsOf(wanted)).map(([name, value]) => ({ name, value }));
  parts.push({ name: 'createdAt', value: String(wanted.createdAt) });
  const lists = {
    emails: wanted.emails,
    links: wanted.links,
    tags: wanted.tags,
    sources: wanted.sources,
    postings: wanted.postingId === undefined ? [] : [wanted.postingId],
  };
  for (const [name, values] of Object.entries(lists)) {
    for (const value of values) parts.push({ name: `${name}[]`, value });
  }
  for (const [index, phone] of wanted.phones.entries()) {
    if (phone.type !== undefined) parts.push({ name: `phones[${index}][type]`, value: phone.type });
    parts.push({ name: `phones[${index}][value]`, value: phone.value });
  }
  parts.push({
    name: 'resumeFile',
    fileName: resume.name,
    mediaType: resume.mediaType,
    content: resume.content,
  });
  return parts;
}

function scalarsOf(wanted: NewOpportunity): Record<string, string> {
  const scalars: Record<string, string> = { name: wanted.name, origin: 'sourced' };
  if (wanted.headline !== undefined) scalars['headline'] = wanted.headline;
  if (wanted.location !== undefined) scalars['location'] = wanted.location;
  if (wanted.owner !== undefined) scalars['owner'] = wanted.owner;
  if (wanted.contactId !== undefined) scalars['contact'] = wanted.contactId;
  return scalars;
}
