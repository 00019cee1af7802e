// Writes the journal of a confirmed effect: per field what stood there before, and whether it begins to flip.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { decideFreeze, flipWindowMs } from '../core/sync/damping.ts';
import type { JournalLine } from '../core/sync/journal.ts';
import { contactScalars } from '../core/sync/plan-contact.ts';
import type { Trx } from '../db/connect.ts';
import { insertFieldWrites, listRecentWrites } from '../db/queries/field-writes.ts';
import { freezeField } from '../db/queries/frozen-fields.ts';
import type { ChangeSetPayload } from './record-effects/change-set.ts';
import type { CreateFormPayload } from './record-effects/create-form.ts';
import type {
  CreatedOpportunity,
  CreateOpportunityPayload,
} from './record-effects/create-opportunity.ts';
import { effectEntry, type EffectContext } from './record-effects/effect.ts';
import type { UpdateContactPayload } from './record-effects/update-contact.ts';
import type { UploadResumePayload } from './record-effects/upload-resume.ts';
import type { WriteNotePayload } from './record-effects/write-note.ts';

interface DoneEffect {
  kind: string;
  payload: unknown;
  outcome: unknown;
  intentId: string;
}

/** Joins the transaction that confirms the effect. A field that flips is frozen, and somebody is told. */
export async function journalEffect(
  trx: Trx,
  context: EffectContext,
  done: DoneEffect,
): Promise<AuditEntry[]> {
  const lines = linesOf(done);
  const { deps, workspaceId, recordId, personId } = context;
  const now = deps.clock.now();
  await insertFieldWrites(trx, {
    workspaceId,
    recordId,
    personId,
    intentId: done.intentId,
    now,
    lines: lines.map((line) => ({ ...line, id: deps.ids.next() })),
  });
  const entries: AuditEntry[] = [];
  for (const { field, kind } of lines) {
    // Notes, files and creations only ever add; there is nothing to go back and forth.
    if (kind === 'noted' || kind === 'filed' || kind === 'created') continue;
    const since = new Date(now.getTime() - flipWindowMs);
    const writes = await listRecentWrites(trx, { workspaceId, recordId, field, since });
    const { isFrozen, because } = decideFreeze(writes, now.getTime());
    if (!isFrozen) continue;
    const frozen = {
      workspaceId,
      recordId,
      field,
      cause: 'flips' as const,
      because,
      frozenAt: now,
    };
    if (!(await freezeField(trx, frozen))) continue;
    deps.log.error('field.frozen', { workspaceId, recordId, field });
    entries.push(effectEntry(context, { action: 'field.frozen', detail: { field, because } }));
  }
  return entries;
}

function linesOf({ kind, payload, outcome }: DoneEffect): JournalLine[] {
  switch (kind) {
    case 'create_opportunity':
      return linesOfCreation(payload as CreateOpportunityPayload, outcome as CreatedOpportunity);
    case 'add_set':
    case 'remove_set': {
      const { field, values } = payload as ChangeSetPayload;
      return [
        kind === 'add_set'
          ? { field, kind: 'added', before: null, after: values, isOverwrite: false }
          : { field, kind: 'removed', before: values, after: null, isOverwrite: false },
      ];
    }
    case 'update_contact':
      return linesOfContact(payload as UpdateContactPayload);
    case 'create_form':
      return linesOfForm(payload as CreateFormPayload);
    case 'write_note': {
      const { note } = payload as WriteNotePayload;
      const { noteId } = outcome as { noteId: string | null };
      if (noteId === null) return [];
      const after = { noteId, isComment: note.noteId !== null };
      const field = `timeline:${note.sequence}`;
      return [{ field, kind: 'noted', before: null, after, isOverwrite: false }];
    }
    case 'upload_resume': {
      const { contentHash } = payload as UploadResumePayload;
      const { fileId } = outcome as { fileId?: string };
      const after = { contentHash, fileId: fileId ?? null };
      return [{ field: 'resume', kind: 'filed', before: null, after, isOverwrite: false }];
    }
    case 'set_stage': {
      const { from, to } = payload as { from: string | null; to: string };
      return [{ field: 'stage', kind: 'moved', before: from, after: to, isOverwrite: false }];
    }
    default:
      return [];
  }
}

function linesOfCreation(
  { request }: CreateOpportunityPayload,
  { id, contactId, isDeduped }: CreatedOpportunity,
): JournalLine[] {
  const whole = { opportunityId: id, contactId, isDeduped };
  const { tags, sources } = request;
  return [
    { field: 'opportunity', kind: 'created', before: null, after: whole, isOverwrite: false },
    ...[
      { field: 'tags', values: tags },
      { field: 'sources', values: sources },
    ].flatMap(({ field, values }): JournalLine[] =>
      values.length === 0
        ? []
        : [{ field, kind: 'added', before: null, after: values, isOverwrite: false }],
    ),
  ];
}

function linesOfContact({ change, before, conflicts }: UpdateContactPayload): JournalLine[] {
  const overwritten = new Set(conflicts.map((conflict) => conflict.field));
  const lines: JournalLine[] = [];
  for (const name of contactScalars) {
    const after = change[name];
    if (after === undefined) continue;
    const field = `contact.${name}`;
    const isOverwrite = overwritten.has(field);
    lines.push({ field, kind: 'set', before: before[name], after, isOverwrite });
  }
  const emails = (change.emails ?? []).filter((email) => !before.emails.includes(email));
  const known = new Set(before.phones.map((phone) => phone.value));
  const phones = (change.phones ?? [])
    .map((phone) => phone.value)
    .filter((value) => !known.has(value));
  for (const [field, after] of [
    ['contact.emails', emails],
    ['contact.phones', phones],
  ] as const)
    if (after.length > 0)
      lines.push({ field, kind: 'added', before: null, after, isOverwrite: false });
  return lines;
}

function linesOfForm({ template, before, written, conflicts }: CreateFormPayload): JournalLine[] {
  const overwritten = new Set(conflicts.map((conflict) => conflict.field));
  return Object.entries(written).flatMap(([text, after]): JournalLine[] => {
    const was = before[text] ?? null;
    if (JSON.stringify(was) === JSON.stringify(after)) return [];
    const field = `form:${template}:${text}`;
    return [{ field, kind: 'formed', before: was, after, isOverwrite: overwritten.has(field) }];
  });
}
