// POST /v1/touches: one outreach event as a source may tell it, and its reading into what the flows take.
import { z } from 'zod';
import { touchChannels, touchKinds } from '../../core/people/received.ts';
import type { ReceivedTouch } from '../../core/people/received.ts';
import type { Check } from '../../ports/checked.ts';
import { firstProblem } from './problem.ts';
import { jobRef } from './profile.ts';
import { instant, maybeText, text } from './text.ts';

export const touchInput = z
  .strictObject({
    source: text(100).describe('The tool that sent the message, such as pin'),
    sourceEventId: text(200).describe(
      'The id of this event at the source: sending it again changes nothing',
    ),
    person: z
      .strictObject({
        externalId: maybeText(200),
        email: maybeText(320),
        phone: maybeText(60),
        profileUrl: maybeText(2000),
      })
      .describe('Whom it was to: at least one of these'),
    job: jobRef.nullish(),
    channel: z.enum(touchChannels),
    kind: z.enum(touchKinds),
    sequence: maybeText(200),
    step: z.int().min(0).max(10_000).nullish(),
    subject: maybeText(1000),
    sender: maybeText(320).describe('Who sent it: email address or name'),
    excerpt: maybeText(4000).describe('Plain text of the message or reply'),
    interest: z.enum(['interested', 'not_interested', 'unclear']).nullish().describe('Of a reply'),
    isHardBounce: z.boolean().nullish(),
    occurredAt: instant,
  })
  .meta({ id: 'Touch' });
export type TouchInput = z.infer<typeof touchInput>;

/** Reads one touch; the only set of rules for touches from any door. */
export const checkTouch: Check<ReceivedTouch> = (input) => {
  const read = touchInput.safeParse(input, { reportInput: true });
  if (!read.success) return { isFit: false, ...firstProblem(read.error) };
  const { person } = read.data;
  if (!(person.externalId || person.email || person.phone || person.profileUrl)) {
    const message = 'person is empty; give externalId, email, phone or profileUrl';
    return { isFit: false, field: 'person', message };
  }
  return { isFit: true, item: orderedTouch(read.data) };
};

/** Keys in one fixed order whatever the caller's order was: the content hash is taken over this. */
function orderedTouch(given: TouchInput): ReceivedTouch {
  const { person, job } = given;
  return {
    source: given.source,
    sourceEventId: given.sourceEventId,
    person: {
      ...(person.externalId ? { externalId: person.externalId } : {}),
      ...(person.email ? { email: person.email } : {}),
      ...(person.phone ? { phone: person.phone } : {}),
      ...(person.profileUrl ? { profileUrl: person.profileUrl } : {}),
    },
    ...(job
      ? { job: { externalId: job.externalId, ...(job.name ? { name: job.name } : {}) } }
      : {}),
    channel: given.channel,
    kind: given.kind,
    ...(given.sequence ? { sequence: given.sequence } : {}),
    ...(typeof given.step === 'number' ? { step: given.step } : {}),
    ...(given.subject ? { subject: given.subject } : {}),
    ...(given.sender ? { sender: given.sender } : {}),
    ...(given.excerpt ? { excerpt: given.excerpt } : {}),
    ...(given.interest ? { interest: given.interest } : {}),
    ...(typeof given.isHardBounce === 'boolean' ? { isHardBounce: given.isHardBounce } : {}),
    occurredAt: given.occurredAt,
  };
}
