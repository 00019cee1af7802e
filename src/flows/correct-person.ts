// A human says what is true of a person: it holds over what any source says, until the human takes it back.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { InputError } from '../core/input-error.ts';
import { correctedTexts } from '../core/people/corrections.ts';
import type { CorrectedContact, Correction } from '../core/people/corrections.ts';
import { normaliseEmail } from '../core/people/email.ts';
import { normalisePhone } from '../core/people/phone.ts';
import type { ContactStatus } from '../core/people/received.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { insertCorrection, withdrawCorrections } from '../db/queries/corrections.ts';
import { findLivePerson } from '../db/queries/merges.ts';
import { lockPersons } from '../db/queries/persons.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { recomputePersons } from './merge-persons.ts';
import { noticePerson } from './notice-person.ts';

/** Of a text: '' says that there is none; null takes the correction back. */
export interface PersonChange {
  name?: string | null | undefined;
  headline?: string | null | undefined;
  title?: string | null | undefined;
  employer?: string | null | undefined;
  location?: string | null | undefined;
  /** Null as the status takes back what was said of the address. */
  emails?: readonly ContactChange[] | undefined;
  phones?: readonly ContactChange[] | undefined;
}

export interface ContactChange {
  value: string;
  status: ContactStatus | null;
}

export interface PersonToCorrect {
  workspaceId: string;
  personId: string;
  change: PersonChange;
  actor: string;
}

interface Step {
  field: Correction['field'];
  key: string;
  /** Null: take it back. */
  value: Correction['value'] | null;
}

/** Saying the same again changes nothing that is seen. Returns who the person is now: a merged id leads on. */
export async function correctPerson(
  deps: Deps,
  correction: PersonToCorrect,
): Promise<{ personId: string }> {
  const personId = await inTransaction(deps.db, (trx) => correctWithin(trx, deps, correction));
  deps.wake();
  return { personId };
}

async function correctWithin(trx: Trx, deps: Deps, given: PersonToCorrect): Promise<string> {
  const { workspaceId, change, actor } = given;
  const defaultRegion = await findDefaultRegion(trx, workspaceId);
  const steps = stepsOf(change, defaultRegion);
  if (steps.length === 0) throw new InputError('invalid', 'Say what to correct.');
  const personId = await findLivePerson(trx, given);
  const [locked] =
    personId === undefined ? [] : await lockPersons(trx, { workspaceId, personIds: [personId] });
  if (personId === undefined || locked === undefined)
    throw new InputError('not_found', 'There is no such person.', 'id');
  if (!locked.isLive)
    throw new InputError('conflict', 'The person was merged or erased; load it anew.', 'id');
  for (const { field, key, value } of steps) {
    const common = { workspaceId, personId, field, key, by: actor, now: deps.clock.now() };
    await withdrawCorrections(trx, common);
    if (value !== null) await insertCorrection(trx, { ...common, id: deps.ids.next(), value });
  }
  const personIds = [personId];
  await recomputePersons(trx, deps, { workspaceId, defaultRegion, personIds });
  const entry: AuditEntry = {
    workspaceId,
    actor,
    action: 'person.corrected',
    subjectKind: 'person',
    subjectId: personId,
    personId,
    detail: {
      set: steps.filter(({ value }) => value !== null).map(({ field }) => field),
      takenBack: steps.filter(({ value }) => value === null).map(({ field }) => field),
    },
    personal: { steps },
  };
  const because = 'a person corrected it by hand';
  const noticed = await noticePerson(trx, deps, { workspaceId, personIds, because, lane: 2 });
  await appendAudit(trx, deps, [entry, ...noticed]);
  return personId;
}

function stepsOf(change: PersonChange, defaultRegion: string): Step[] {
  const steps: Step[] = [];
  for (const field of correctedTexts) {
    const text = change[field];
    if (text === undefined) continue;
    const value = text === null ? null : { text: text.replaceAll(/\s+/g, ' ').trim() };
    if (field === 'name' && value?.text === '')
      throw new InputError(
        'invalid',
        'A person has a name; null takes the correction back.',
        field,
      );
    steps.push({ field, key: '', value });
  }
  const lists = { email: change.emails ?? [], phone: change.phones ?? [] } as const;
  for (const field of ['email', 'phone'] as const) {
    for (const [index, contact] of lists[field].entries()) {
      const read = readContact(field, contact.value, defaultRegion);
      const at = `${field}s[${index}].value`;
      if (read === null)
        throw new InputError('invalid', 'This is no address that is one human’s own.', at);
      const { status } = contact;
      const value = status === null ? null : { shownAs: read.shownAs, status };
      steps.push({ field, key: read.value, value });
    }
  }
  return steps;
}

function readContact(
  field: CorrectedContact,
  text: string,
  defaultRegion: string,
): { value: string; shownAs: string } | null {
  if (field === 'phone') return normalisePhone(text, defaultRegion);
  const email = normaliseEmail(text);
  return email === null || email.isShared ? null : email;
}
