// /v1/outreach: the switch of everything that we send, and the policy of law and courtesy.
import { z } from 'zod';
import { time } from './page.ts';
import { text, uuid } from './text.ts';

export const outreachAnswer = z
  .object({
    stoppedBecause: z.string().nullable().describe('Null: outreach is on'),
    stoppedAt: time.nullable(),
    policy: z.object({ version: z.int(), body: z.unknown() }),
    missing: z.array(z.string()).describe('What the policy must say before anything goes out'),
  })
  .meta({ id: 'Outreach' });
export const outreachPolicyBody = z.strictObject({
  body: z.looseObject({}).describe('What is left out stays as it is'),
});
export const outreachPolicyAnswer = z.object({ version: z.int(), body: z.unknown() });
export const outreachSwitchBody = z.strictObject({ because: text(1_000) });
export const outreachSwitchAnswer = z.object({ alreadySent: z.array(uuid) });
