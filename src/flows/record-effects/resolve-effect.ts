// From what the planner wants to a complete, sendable payload; and from a stored intent back to its effect.

import type { Effect as Planned } from '../../core/sync/plan-record.ts';
import type { Wanted } from '../../core/sync/wanted.ts';
import { addToSet, removeFromSet } from './change-set.ts';
import { createForm } from './create-form.ts';
import { createOpportunity } from './create-opportunity.ts';
import type { RecordEffect } from './effect.ts';
import { markErased } from './mark-erased.ts';
import { setStage } from './set-stage.ts';
import { undoWrite } from './undo-write.ts';
import { updateContact } from './update-contact.ts';
import { uploadResume } from './upload-resume.ts';
import { writeNote } from './write-note.ts';

const effects = {
  create_opportunity: { effect: createOpportunity, isRepeatable: false },
  add_set: { effect: addToSet, isRepeatable: true },
  remove_set: { effect: removeFromSet, isRepeatable: true },
  update_contact: { effect: updateContact, isRepeatable: true },
  write_note: { effect: writeNote, isRepeatable: false },
  upload_resume: { effect: uploadResume, isRepeatable: false },
  create_form: { effect: createForm, isRepeatable: false },
  set_stage: { effect: setStage, isRepeatable: true },
  undo: { effect: undoWrite, isRepeatable: true },
  mark_erased: { effect: markErased, isRepeatable: true },
} as const;

/** The effect of a stored intent. Throws on a kind that this version does not know. */
export function effectOfKind(kind: string): RecordEffect<unknown, unknown> {
  if (!(kind in effects)) throw new Error(`There is no effect of kind ${kind}.`);
  return effects[kind as keyof typeof effects].effect;
}

/** True where sending twice does no more than sending once. */
export function isRepeatableKind(kind: Planned['kind']): boolean {
  return effects[kind].isRepeatable;
}

/** The creation request: everything that is wanted in one call. */
export function creationPayload(
  effect: Extract<Planned, { kind: 'create_opportunity' }>,
  wanted: Wanted,
  postingId: string,
) {
  const { resume } = wanted;
  return {
    request: {
      performAs: wanted.performAs,
      name: wanted.name,
      ...(wanted.headline === '' ? {} : { headline: wanted.headline }),
      ...(wanted.location === '' ? {} : { location: wanted.location }),
      emails: wanted.emails,
      phones: wanted.phones,
      links: wanted.links,
      tags: wanted.tags,
      sources: wanted.sources,
      ...(wanted.owner === null ? {} : { owner: wanted.owner }),
      ...(postingId === '' ? {} : { postingId }),
      ...(effect.contactId === null ? {} : { contactId: effect.contactId }),
      createdAt: effect.createdAt,
    },
    resume:
      resume === null
        ? null
        : { contentHash: resume.contentHash, name: resume.name, mediaType: resume.mediaType },
    postingId,
  };
}
