// /v1/sms-numbers: where text messages go out from. Secrets go in and never come out.
import { z } from 'zod';
import { pageAnswer, pageQuery } from './page.ts';
import { text, uuid } from './text.ts';

const dayCap = z.int().min(1).max(100_000).describe('Messages in 24 hours');
const registered = {
  campaignId: text(100)
    .nullable()
    .describe(
      'The registered 10DLC campaign or messaging service; without it nothing goes to the US',
    ),
  brandId: text(100).nullable().describe('The registered 10DLC brand'),
  useCase: text(200).nullable().describe('The use case it is registered for'),
  consentText: text(2_000)
    .nullable()
    .describe('What people are told when they agree to be texted (TCPA)'),
  providerAnswers: z
    .boolean()
    .describe('The provider itself answers STOP, START and HELP; else Fulcrum does'),
};

const smsNumber = z
  .object({
    id: uuid,
    number: z.string(),
    baseUrl: z.string(),
    accountId: z.string(),
    ...registered,
    dayCap,
    state: z.enum(['on', 'paused', 'off']),
    because: z.string().nullable().describe('Why it is not on'),
    receivedUrl: z
      .string()
      .nullable()
      .describe('What the provider calls when a message comes in; needs PUBLIC_URL'),
  })
  .meta({ id: 'SmsNumber' });

export const smsNumbersQuery = pageQuery;
export const smsNumbersAnswer = pageAnswer(smsNumber).meta({ id: 'SmsNumbers' });
export const smsNumberAnswer = z.object({ smsNumber }).meta({ id: 'SmsNumberDetail' });

export const connectSmsNumberBody = z.strictObject({
  number: text(40).describe('In international form, such as +14155550132'),
  baseUrl: z
    .url({ protocol: /^https?$/u })
    .max(500)
    .default('https://api.twilio.com')
    .describe('A service that speaks Twilio’s HTTP API'),
  accountId: text(100),
  secret: text(500).describe('The auth token: it also signs what the provider tells us'),
  campaignId: registered.campaignId.default(null),
  brandId: registered.brandId.default(null),
  useCase: registered.useCase.default(null),
  consentText: registered.consentText.default(null),
  providerAnswers: registered.providerAnswers.default(true),
  dayCap: dayCap.default(200),
});
export const connectSmsNumberAnswer = z.object({ id: uuid, receivedUrl: z.string().nullable() });

export const changeSmsNumberBody = z
  .strictObject({ ...registered, dayCap })
  .partial()
  .refine((body) => Object.keys(body).length > 0, { error: 'Name at least one setting.' });

export const smsNumberStateBody = z.strictObject({ because: text(1_000) });
export const smsNumberDone = z.object({ id: uuid });
