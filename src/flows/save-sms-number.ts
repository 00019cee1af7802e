// Connecting a number that text messages go out from, and pausing it.

import { InputError } from '../core/input-error.ts';
import { normalisePhone } from '../core/people/phone.ts';
import type { Secret } from '../core/secret.ts';
import { isUniqueViolation } from '../db/errors.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { addNumber, setNumberState, updateNumber } from '../db/queries/sms-numbers.ts';
import type { SmsNumberSettings } from '../db/queries/sms-numbers.ts';
import type { Deps } from './deps.ts';
import { hashKeyOf } from './hash-key.ts';
import { inTransaction } from './in-transaction.ts';
import { waitForInFlight } from './wait-for-in-flight.ts';

const dayCapMax = 100_000;

/** Without a campaign (10DLC) nothing goes to the US from it. */
export async function connectSmsNumber(
  deps: Deps,
  given: {
    workspaceId: string;
    number: string;
    baseUrl: string;
    accountId: string;
    secret: Secret;
    campaignId: string | null;
    brandId?: string | null;
    useCase?: string | null;
    consentText?: string | null;
    providerAnswers?: boolean;
    dayCap: number;
    actor: string;
  },
): Promise<{ numberId: string }> {
  const { workspaceId, baseUrl, accountId, campaignId, dayCap, actor } = given;
  const number = normalisePhone(given.number, 'US');
  if (number === null || number.isCountryGuessed)
    throw new InputError(
      'invalid',
      'Give the number in international form, such as +14155550132.',
      'number',
    );
  if (!Number.isInteger(dayCap) || dayCap < 1 || dayCap > dayCapMax)
    throw new InputError('invalid', `Give a whole number from 1 to ${dayCapMax}.`, 'dayCap');
  const numberId = deps.ids.next();
  try {
    await inTransaction(deps.db, async (trx) => {
      await hashKeyOf(trx, deps, workspaceId);
      await addNumber(trx, {
        workspaceId,
        id: numberId,
        number: number.value,
        baseUrl,
        accountId,
        sealedSecret: deps.sealer.seal(Buffer.from(given.secret.reveal())),
        campaignId,
        brandId: given.brandId ?? null,
        useCase: given.useCase ?? null,
        consentText: given.consentText ?? null,
        providerAnswers: given.providerAnswers ?? true,
        dayCap,
        now: deps.clock.now(),
      });
      await appendAudit(trx, deps, [
        {
          workspaceId,
          actor,
          action: 'sms_number.connected',
          subjectKind: 'sms_number',
          subjectId: numberId,
          detail: { hasCampaign: campaignId !== null, dayCap },
        },
      ]);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new InputError('conflict', 'This number is connected already.', 'number');
  }
  return { numberId };
}

/** Counts from the next message on. */
export async function changeSmsNumber(
  deps: Deps,
  given: { workspaceId: string; numberId: string; set: SmsNumberSettings; actor: string },
): Promise<void> {
  const { workspaceId, numberId, set, actor } = given;
  await inTransaction(deps.db, async (trx) => {
    const now = deps.clock.now();
    if (!(await updateNumber(trx, { workspaceId, id: numberId, set, now })))
      throw new InputError('not_found', 'There is no such number.');
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'sms_number.changed',
        subjectKind: 'sms_number',
        subjectId: numberId,
        detail: { changed: Object.keys(set) },
      },
    ]);
  });
  deps.wake();
}

/** `paused` and `off` are kept once this returns. */
export async function setSmsNumberState(
  deps: Deps,
  given: {
    workspaceId: string;
    numberId: string;
    state: 'on' | 'paused' | 'off';
    because: string;
    actor: string;
  },
): Promise<void> {
  const { workspaceId, numberId, state, because, actor } = given;
  await inTransaction(deps.db, async (trx) => {
    const change = {
      workspaceId,
      id: numberId,
      state,
      because: state === 'on' ? null : because,
      now: deps.clock.now(),
    };
    if (!(await setNumberState(trx, change)))
      throw new InputError('not_found', 'There is no such number.');
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'sms_number.switched',
        subjectKind: 'sms_number',
        subjectId: numberId,
        detail: { state, because },
      },
    ]);
  });
  deps.wake();
  if (state !== 'on') await waitForInFlight(deps, { workspaceId });
}
