// Adds a profile form: Lever's forms are snapshots that cannot be changed, so a changed value is a new form.

import type { FieldValue } from '../../core/sync/mapping.ts';
import type { ConflictFound } from '../../core/sync/plan-contact.ts';
import type { RecordBase } from '../../core/sync/plan-record.ts';
import { settledBase } from '../../core/sync/settled-base.ts';
import type { LeverForm, LeverFormField } from '../../ports/lever.ts';
import { newestFormValues } from '../../core/sync/form-fields.ts';
import { sameValue } from '../../core/sync/merge.ts';
import { dropFormsRead } from '../../db/queries/record-changes.ts';
import { getRecordBase, storeBase } from '../../db/queries/records.ts';
import { readPages } from '../read-pages.ts';
import { recordConflicts } from '../record-conflicts.ts';
import { PortFailure } from '../../ports/failure.ts';
import { effectEntry, type EffectContext, type RecordEffect } from './effect.ts';

const probePagesMax = 10;

export interface CreateFormPayload {
  template: string;
  templateId: string;
  fields: LeverFormField[];
  /** Values of the newest form before, and what this one says, by field text. */
  before: Record<string, FieldValue>;
  written: Record<string, FieldValue>;
  /** What the base holds once this stands in Lever. */
  settles: Partial<RecordBase>;
  conflicts: ConflictFound[];
}

export const createForm: RecordEffect<CreateFormPayload, { formId: string }> = {
  extraCalls: () => 1,
  async send(context, payload) {
    await refuseOvertaken(context, payload);
    const form = await context.deps.lever.createForm(context.access, context.opportunityId ?? '', {
      baseTemplateId: payload.templateId,
      fields: payload.fields,
      performAs: context.performAs,
    });
    return { formId: form.id };
  },

  async probe(context, payload) {
    const { lever } = context.deps;
    const pages = readPages(
      (page) =>
        context.limited(() => lever.listForms(context.access, context.opportunityId ?? '', page)),
      probePagesMax,
    );
    let newest: LeverForm | undefined;
    for await (const rows of pages) {
      for (const form of rows) {
        if (form.baseTemplateId !== payload.templateId) continue;
        if (newest === undefined || form.createdAt > newest.createdAt) newest = form;
      }
    }
    // Forms carry no marker. The newest of the template having our very values is ours, or as good as ours.
    return newest !== undefined && hasSameValues(newest.fields, payload.fields)
      ? { formId: newest.id }
      : null;
  },

  async settle(trx, context, { payload, outcome, intentId }) {
    const key = { workspaceId: context.workspaceId, recordId: context.recordId };
    const base = await getRecordBase(trx, key);
    await storeBase(trx, {
      ...key,
      intentId,
      agreedAt: context.deps.clock.now(),
      values: settledBase(base, payload.settles),
    });
    return [
      ...(await recordConflicts(trx, context, payload.conflicts)),
      effectEntry(context, {
        action: 'form.created',
        detail: { intentId, formId: outcome.formId, templateId: payload.templateId },
        personal: { before: payload.before, after: payload.written },
      }),
    ];
  },
};

/** A form that a human added since would be covered by ours, which carries older values. */
async function refuseOvertaken(context: EffectContext, payload: CreateFormPayload): Promise<void> {
  const { lever } = context.deps;
  const { rows, next } = await lever.listForms(context.access, context.opportunityId ?? '', null);
  // Which page holds the newest is not documented; so many forms are not worth reading twice.
  if (next !== null) return;
  const now = newestFormValues(rows, payload.templateId);
  const names = new Set([...now.keys(), ...Object.keys(payload.before)]);
  for (const name of names) {
    if (sameValue(now.get(name) ?? null, payload.before[name] ?? null)) continue;
    const { workspaceId, recordId, deps } = context;
    await deps.db.transaction().execute(async (trx) => {
      await dropFormsRead(trx, { workspaceId, recordId });
    });
    throw new PortFailure({
      kind: 'conflict',
      message: 'Somebody added a form in Lever just now. The forms are read and decided anew.',
      detail: 'a newer form was added since the forms were read',
    });
  }
}

function hasSameValues(found: readonly LeverFormField[], sent: readonly LeverFormField[]): boolean {
  const valueByText = new Map(
    found.map((field) => [field.text, JSON.stringify(field.value ?? null)]),
  );
  return sent.every((field) => valueByText.get(field.text) === JSON.stringify(field.value ?? null));
}
