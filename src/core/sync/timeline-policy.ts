// Which touches reach the timeline, and when: at once, with the next line, or never. Versioned rule data.

import { touchKinds, type TouchKind } from '../people/received.ts';
import { InputError } from '../input-error.ts';

export const timelineTreatments = [
  'digest', // A line in the rolling note of the sequence, written at once.
  'digest_later', // A line that waits for the next one, at most the policy's quiet span.
  'own_note', // A note of its own.
  'off', // Not written to Lever.
] as const;
export type TimelineTreatment = (typeof timelineTreatments)[number];

export interface TimelinePolicy {
  treatments: Record<TouchKind, TimelineTreatment>;
  /** How long lines marked `digest_later` wait for company. */
  quietMinutes: number;
}

export const defaultTimelinePolicy: TimelinePolicy = {
  treatments: {
    enrolled: 'digest_later',
    sent: 'digest',
    delivered: 'off',
    opened: 'digest_later',
    clicked: 'digest_later',
    replied: 'digest',
    bounced: 'digest',
    unsubscribed: 'digest',
    connected: 'digest',
    task_done: 'digest',
    finished: 'digest_later',
  },
  quietMinutes: 15,
};

const quietMinutesMax = 24 * 60;

/** Throws InputError naming the entry that is wrong; entries left out keep their default. */
export function checkTimelinePolicy(body: unknown): TimelinePolicy {
  if (typeof body !== 'object' || body === null) {
    throw new InputError(
      'invalid',
      'A timeline policy is an object with "treatments" and "quietMinutes".',
    );
  }
  const given = body as { treatments?: unknown; quietMinutes?: unknown };
  const treatments = { ...defaultTimelinePolicy.treatments };
  for (const [kind, treatment] of Object.entries(
    (given.treatments ?? {}) as Record<string, unknown>,
  )) {
    if (!(touchKinds as readonly string[]).includes(kind)) {
      throw new InputError(
        'invalid',
        `There is no touch of kind "${kind}"; use one of ${touchKinds.join(', ')}.`,
        `treatments.${kind}`,
      );
    }
    if (!(timelineTreatments as readonly unknown[]).includes(treatment)) {
      throw new InputError(
        'invalid',
        `"${String(treatment)}" is not a treatment; use one of ${timelineTreatments.join(', ')}.`,
        `treatments.${kind}`,
      );
    }
    treatments[kind as TouchKind] = treatment as TimelineTreatment;
  }
  const quietMinutes = given.quietMinutes ?? defaultTimelinePolicy.quietMinutes;
  if (typeof quietMinutes !== 'number' || !(quietMinutes >= 0 && quietMinutes <= quietMinutesMax)) {
    throw new InputError(
      'invalid',
      `"quietMinutes" is a number from 0 to ${quietMinutesMax}.`,
      'quietMinutes',
    );
  }
  return { treatments, quietMinutes };
}
