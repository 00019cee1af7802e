// Every behaviour of Lever that nobody outside knows for sure is a switch: the default is the most likely
// or the least comfortable reading, so that a client can be tested against each.
import { z } from 'zod';

/** One schema: names, values, defaults and what each one decides. */
export const SWITCHES = z.object({
  contactArrays: z
    .enum(['replace', 'merge'])
    .default('replace')
    .describe('Whether PUT contact replaces e-mails and phones or adds to them'),
  emailCanonical: z
    .enum(['lower', 'stripPlus'])
    .default('lower')
    .describe('How e-mails are compared: lower case and trimmed, or also without +tag'),
  emailOnSeveralContacts: z
    .enum(['oldest', 'newest'])
    .default('oldest')
    .describe('Which contact wins when several have the e-mail'),
  tagCase: z
    .enum(['distinct', 'fold'])
    .default('distinct')
    .describe('Whether Foo and foo are two tags'),
  envelope: z
    .enum(['data', 'bare'])
    .default('data')
    .describe('Whether forms, form templates and file lists come in `data`'),
  notFoundCode: z
    .enum(['ResourceNotFound', 'NotFoundError'])
    .default('ResourceNotFound')
    .describe('The code of a 404 body'),
  retryAfter: z.boolean().default(false).describe('Whether 429 carries Retry-After'),
  originDefault: z
    .enum(['sourced', 'applied', 'internal'])
    .default('sourced')
    .describe('Origin of an opportunity created without one'),
  performAsInactive: z
    .enum(['refuse', 'accept'])
    .default('refuse')
    .describe('What perform_as of a deactivated user does'),
  performAsUnknownStatus: z
    .union([z.literal(400), z.literal(404)])
    .default(400)
    .describe('Status for perform_as of an unknown user'),
  creatorFollows: z
    .boolean()
    .default(false)
    .describe('Whether the creating user becomes a follower, as documented but not recorded'),
  closedPosting: z
    .enum(['refuse', 'accept'])
    .default('refuse')
    .describe('Whether an opportunity may be created on a closed posting'),
  noteReply: z
    .enum(['full', 'idOnly'])
    .default('full')
    .describe('POST note answers the whole note with noteId, or noteId only'),
  noteBytesMax: z.number().int().positive().default(1_000_000).describe('Longest note accepted'),
  noteTouches: z
    .boolean()
    .default(true)
    .describe('Whether a note moves lastInteractionAt and updatedAt'),
  notePut: z.enum(['works', 'missing']).default('works').describe('Whether PUT note exists'),
  unarchiveTouches: z
    .boolean()
    .default(true)
    .describe('Whether unarchiving moves lastInteractionAt and updatedAt'),
  reasonChangeEvent: z
    .boolean()
    .default(true)
    .describe('Whether another archive reason sends candidateArchiveChange'),
  hireSendsArchiveChange: z
    .boolean()
    .default(true)
    .describe('Whether a hire sends candidateArchiveChange beside candidateHired'),
  postingFilterIncludesArchived: z
    .boolean()
    .default(true)
    .describe('Whether posting_id also finds archived applications'),
  mergedContact: z
    .enum(['gone', 'survivor'])
    .default('gone')
    .describe('What a merged contact id answers: 404, or the surviving contact'),
  updatedAtSettleMs: z
    .number()
    .int()
    .min(0)
    .max(60_000)
    .default(38)
    .describe('How long after a create updatedAt settles (up to 5 ms more)'),
  expandCommas: z.boolean().default(false).describe('Whether expand=a,b is understood'),
  userPutStatus: z
    .union([z.literal(200), z.literal(201)])
    .default(200)
    .describe('Status of PUT user and PUT requisition'),
  oauthConsent: z
    .enum(['grant', 'refuse'])
    .default('grant')
    .describe('What the user answers on the consent page of OAuth'),
  webhookIds: z.boolean().default(true).describe('Whether deliveries carry an id'),
  webhookEcho: z.boolean().default(true).describe('Whether API writes fire webhooks'),
  webhookGapsMs: z
    .array(z.number().int().min(0))
    .max(10)
    .default([60_000, 300_000, 900_000, 3_600_000, 10_800_000])
    .describe('Waits before each further delivery attempt'),
  webhookTimeoutMs: z.number().int().positive().default(10_000).describe('Delivery time limit'),
  webhookDisableAfter: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Failed deliveries in a row after which a webhook goes silent; 0 means never'),
  webhookRetryBody: z
    .enum(['same', 'fresh'])
    .default('same')
    .describe('Whether a retry repeats token and triggeredAt or signs anew'),
  region: z.enum(['global', 'eu']).default('global').describe('x-lever-region'),
  requisitionWrites: z
    .boolean()
    .default(true)
    .describe('Whether API management of requisitions is on'),
  auditAddOn: z.boolean().default(true).describe('Whether the account bought audit events'),
  basicPackage: z
    .boolean()
    .default(false)
    .describe('A package without the v1 API: every call is 403'),
});

export type Switches = z.infer<typeof SWITCHES>;

/** The defaults with some values changed. */
export function switchesWith(changes: Partial<Switches> = {}): Switches {
  return SWITCHES.parse(changes);
}
