// Enrols many at once, each on their own: one no stops nobody else.

import { InputError } from '../core/input-error.ts';
import { enrolPerson, previewEnrolment } from './enrol-person.ts';
import type { Enrolled, EnrolWish } from './enrol-person.ts';
import type { OutreachDeps } from './outreach-deps.ts';

export type EnrolledPerson = { personId: string } & Enrolled;

/** In the order given. Throws InputError for what is wrong with all of them, such as a sequence that is paused. */
export async function enrolPeople(
  deps: OutreachDeps,
  wish: Omit<EnrolWish, 'personId'> & { personIds: readonly string[]; isDryRun: boolean },
): Promise<EnrolledPerson[]> {
  const { personIds, isDryRun, ...rest } = wish;
  const enrol = isDryRun ? previewEnrolment : enrolPerson;
  const results: EnrolledPerson[] = [];
  for (const personId of new Set(personIds)) {
    try {
      results.push({ personId, ...(await enrol(deps, { ...rest, personId })) });
    } catch (error) {
      if (!(error instanceof InputError) || error.field !== 'personId') throw error;
      const because = error.message;
      results.push({ personId, isEnrolled: false, because, guards: [], duplicate: null });
    }
  }
  return results;
}
