// POST /v1/profiles: one sourcing hit as a source may tell it, and its reading into what the flows take.
import { z } from 'zod';
import { contactStatuses } from '../../core/people/received.ts';
import type { IncomingProfile, IncomingResume } from '../../core/people/incoming.ts';
import type { ReceivedContact, ReceivedPosition } from '../../core/people/received.ts';
import type { Check, Checked } from '../../ports/checked.ts';
import { firstProblem } from './problem.ts';
import { instant, maybeText, roughDay, storable, text } from './text.ts';

export const resumeBytesMax = 10 * 1024 * 1024;

const email = text(320).refine((value) => /^[^\s@<>,;]+@[^\s@<>,;]+$/.test(value), {
  error: 'is not one email address; write it like name@example.com',
});
const phone = text(60).refine((value) => value.replace(/\D/g, '').length >= 4, {
  error:
    'is not a phone number; give at least four digits, best with country code: +1 415 555 0100',
});
const profileUrl = text(2000).refine((value) => /^[^\s]+\.[^\s]+$/.test(value), {
  error: 'is not a web address; write it like https://www.linkedin.com/in/name',
});

function contact<Value extends z.ZodType<string>>(value: Value) {
  const full = z.strictObject({
    value,
    label: z.enum(['personal', 'work', 'mobile', 'home', 'other']).nullish(),
    status: z.enum(contactStatuses).nullish().describe('unverified where left out'),
    source: maybeText(200).describe('Who says so, such as the name of a verification service'),
    method: maybeText(100).describe('How it was verified: smtp, catch_all, manual'),
    verifiedAt: instant.nullish(),
  });
  return z.union([value, full], { error: 'must be a text or an object with a value' });
}

export const jobRef = z.strictObject({ externalId: text(200), name: maybeText(500) });

const position = z.strictObject({
  employer: text(500),
  title: maybeText(500),
  startedOn: roughDay.nullish(),
  endedOn: roughDay.nullish(),
  summary: maybeText(10_000),
});

const resume = z.strictObject({
  name: text(255).describe('File name, such as cv.pdf'),
  content: z
    .string()
    .max(Math.ceil(resumeBytesMax / 3) * 4, { error: 'is larger than 10 MB; send a smaller PDF' })
    .describe('The PDF in base64, at most 10 MB'),
});

const customValue = z.union([storable(5000), z.number(), z.boolean(), z.null()], {
  error: 'must be a text of at most 5000 characters, a number, true, false or null',
});

export const profileInput = z
  .strictObject({
    source: text(100).describe('The tool that found the person, such as pin'),
    sourceEventId: text(200).describe(
      'The id of this hit at the source: sending it again changes nothing',
    ),
    job: jobRef.nullish(),
    foundAt: instant.nullish().describe('The time of receipt where left out'),
    sourcer: z.strictObject({ email, name: maybeText(300) }).nullish(),
    externalId: maybeText(200).describe('The id of the human at the source'),
    name: maybeText(300),
    firstName: maybeText(200),
    lastName: maybeText(200),
    headline: maybeText(1000),
    title: maybeText(500),
    employer: maybeText(500),
    location: maybeText(500),
    birthYear: z
      .strictObject({
        year: z.int().min(1900).max(2100),
        status: z.enum(['verified', 'unverified']).default('unverified'),
      })
      .nullish()
      .describe('Verified years that differ keep two people apart'),
    emails: z.array(contact(email)).max(50).nullish(),
    phones: z.array(contact(phone)).max(50).nullish(),
    profileUrls: z.array(profileUrl).max(50).nullish(),
    skills: z.array(text(200)).max(500).nullish(),
    tags: z.array(text(200)).max(200).nullish(),
    score: z.number().nullish(),
    workHistory: z.array(position).max(100).nullish(),
    resume: resume.nullish(),
    hasOptedOut: z.boolean().nullish().describe('The human asked not to be contacted'),
    custom: z.record(text(100), customValue).nullish(),
  })
  .meta({ id: 'Profile' });
export type ProfileInput = z.infer<typeof profileInput>;

/** Reads one profile; the only set of rules for profiles from any door. */
export const checkProfile: Check<IncomingProfile> = (input) => {
  const read = profileInput.safeParse(input, { reportInput: true });
  if (!read.success) return { isFit: false, ...firstProblem(read.error) };
  const given = read.data;
  if (!namesSomebody(given)) {
    const message = 'The item names nobody; give a name, externalId, email, phone or profile URL';
    return { isFit: false, field: '', message };
  }
  if (given.custom && Object.keys(given.custom).length > 100) {
    return {
      isFit: false,
      field: 'custom',
      message: 'custom has more than 100 fields; send fewer',
    };
  }
  const file = readResume(given.resume ?? null);
  if (!file.isFit) return file;
  const profile = orderedProfile(given);
  return { isFit: true, item: { profile, foundAt: given.foundAt ?? null, resume: file.item } };
};

function namesSomebody(given: ProfileInput): boolean {
  const texts = [given.name, given.firstName, given.lastName, given.externalId];
  const lists = [given.emails, given.phones, given.profileUrls];
  return texts.some(Boolean) || lists.some((one) => (one?.length ?? 0) > 0);
}

/** Keys in one fixed order whatever the caller's order was: the content hash is taken over this. */
function orderedProfile(given: ProfileInput): IncomingProfile['profile'] {
  return {
    source: given.source,
    sourceEventId: given.sourceEventId,
    ...(given.job ? { job: { externalId: given.job.externalId, ...named(given.job.name) } } : {}),
    ...(given.sourcer
      ? { sourcer: { email: given.sourcer.email, ...named(given.sourcer.name) } }
      : {}),
    ...(given.externalId ? { externalId: given.externalId } : {}),
    ...named(given.name),
    ...(given.firstName ? { firstName: given.firstName } : {}),
    ...(given.lastName ? { lastName: given.lastName } : {}),
    ...(given.headline ? { headline: given.headline } : {}),
    ...(given.title ? { title: given.title } : {}),
    ...(given.employer ? { employer: given.employer } : {}),
    ...(given.location ? { location: given.location } : {}),
    ...(given.birthYear ? { birthYear: given.birthYear } : {}),
    emails: (given.emails ?? []).map(receivedContact),
    phones: (given.phones ?? []).map(receivedContact),
    profileUrls: given.profileUrls ?? [],
    skills: given.skills ?? [],
    tags: given.tags ?? [],
    ...(typeof given.score === 'number' ? { score: given.score } : {}),
    workHistory: (given.workHistory ?? []).map(receivedPosition),
    ...(typeof given.hasOptedOut === 'boolean' ? { hasOptedOut: given.hasOptedOut } : {}),
    ...(given.custom ? { custom: sorted(given.custom) } : {}),
  };
}

function named(name: string | null | undefined): { name?: string } {
  return name ? { name } : {};
}

type ContactInput = NonNullable<ProfileInput['emails']>[number];

function receivedContact(given: ContactInput): ReceivedContact {
  if (typeof given === 'string') return { value: given, status: 'unverified' };
  return {
    value: given.value,
    ...(given.label ? { label: given.label } : {}),
    status: given.status ?? 'unverified',
    ...(given.source ? { source: given.source } : {}),
    ...(given.method ? { method: given.method } : {}),
    ...(given.verifiedAt ? { verifiedAt: given.verifiedAt } : {}),
  };
}

function receivedPosition(given: z.infer<typeof position>): ReceivedPosition {
  return {
    employer: given.employer,
    ...(given.title ? { title: given.title } : {}),
    ...(given.startedOn ? { startedOn: given.startedOn } : {}),
    ...(given.endedOn ? { endedOn: given.endedOn } : {}),
    ...(given.summary ? { summary: given.summary } : {}),
  };
}

function sorted<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readResume(given: z.infer<typeof resume> | null): Checked<IncomingResume | null> {
  if (given === null) return { isFit: true, item: null };
  const isBase64 = given.content.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(given.content);
  if (!isBase64) return unfitResume('is not base64; encode the bytes of the PDF in base64');
  const content = Buffer.from(given.content, 'base64');
  if (content.length > resumeBytesMax)
    return unfitResume('is larger than 10 MB; send a smaller PDF');
  // Readers accept up to 1,024 bytes before the header, so we do too.
  const isPdf = content.subarray(0, 1024).includes('%PDF-');
  if (!isPdf) return unfitResume('is not a PDF file; convert the resume to PDF');
  return { isFit: true, item: { name: given.name, mediaType: 'application/pdf', content } };
}

function unfitResume(problem: string): { isFit: false; field: string; message: string } {
  return { isFit: false, field: 'resume.content', message: `resume.content ${problem}` };
}
