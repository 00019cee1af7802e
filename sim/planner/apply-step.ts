// What one step of a plan does: to Lever as Lever would do it, and to our base as the flows settle it.

import type { FieldValue } from '../../src/core/sync/mapping.ts';
import { agreedScalars } from '../../src/core/sync/plan-contact.ts';
import type { Effect, RecordBase, RecordStep } from '../../src/core/sync/plan-record.ts';
import { settledBase } from '../../src/core/sync/settled-base.ts';
import { contactId, opportunityId, readContact, readOpportunity } from './state.ts';
import type { PlannerState } from './state.ts';

const stepMs = 100;

/** Changes the state; true where the step was a call that changes Lever. */
export function applyStep(state: PlannerState, step: RecordStep): boolean {
  state.nowMs += stepMs;
  switch (step.step) {
    case 'nothing':
    case 'undo':
      return false;
    case 'wait':
      state.nowMs = Math.max(state.nowMs, step.untilMs);
      return false;
    case 'look_up':
      lookUp(state);
      return false;
    case 'read_contact':
      readContact(state);
      return false;
    case 'read_opportunity':
      readOpportunity(state);
      return false;
    case 'read_forms':
      state.formsReadAtMs = state.nowMs;
      state.forms = Object.fromEntries(
        state.wanted.forms.map(({ template }) => [template, { ...state.lever.forms[template] }]),
      );
      return false;
    case 'agree':
      state.base = { ...state.base, ...step.values };
      return false;
    case 'effect':
      if (isOvertaken(state, step.effect)) return false;
      applyEffect(state, step.effect);
      return true;
  }
}

/** A human was faster since the reading: the flows look once more right before they send, and decide anew. */
function isOvertaken(state: PlannerState, effect: Effect): boolean {
  const { lever } = state;
  if (effect.kind === 'update_contact') {
    const seen = JSON.stringify(state.contact);
    readContact(state);
    return JSON.stringify(state.contact) !== seen;
  }
  if (effect.kind === 'create_form') {
    const now = JSON.stringify(lever.forms[effect.form.template] ?? {});
    if (now === JSON.stringify(effect.before)) return false;
    state.forms = null;
    return true;
  }
  if (effect.kind !== 'set_stage' || effect.from === lever.stage) return false;
  readOpportunity(state);
  return true;
}

function lookUp(state: PlannerState): void {
  state.lookedUpAtMs = state.nowMs;
  if (state.lever.hasContact) state.contactId = contactId;
  if (!state.lever.hasOpportunity) return;
  state.opportunityId = opportunityId;
  state.isOurs = false;
  readOpportunity(state);
}

function applyEffect(state: PlannerState, effect: Effect): void {
  const { lever, base } = state;
  switch (effect.kind) {
    case 'create_opportunity':
      return create(state);
    case 'add_set': {
      const { field, values } = effect;
      lever[field] = [...new Set([...lever[field], ...values])];
      const ours = base[field].ours.filter((value) => !values.includes(value));
      settle(state, { [field]: { ours: [...ours, ...values], seen: base[field].seen } });
      return;
    }
    case 'remove_set': {
      const { field, values } = effect;
      lever[field] = lever[field].filter((value) => !values.includes(value));
      const ours = base[field].ours.filter((value) => !values.includes(value));
      settle(state, { [field]: { ours, seen: base[field].seen } });
      return;
    }
    case 'update_contact': {
      const { emails, phones, name, headline, location, settles } = effect;
      Object.assign(lever, {
        ...(emails === undefined ? {} : { emails }),
        ...(phones === undefined ? {} : { phones }),
        ...(name === undefined ? {} : { name }),
        ...(headline === undefined ? {} : { headline }),
        ...(location === undefined ? {} : { location }),
      });
      state.contactWrittenAtMs = state.nowMs;
      settle(state, settledBase(base, settles));
      return;
    }
    case 'set_stage':
      lever.stage = effect.to;
      lever.stageChanges.push({ stageId: effect.to, at: state.nowMs });
      settle(state, { stageId: effect.to });
      readOpportunity(state);
      return;
    case 'write_note':
      return writeNote(state, effect.note);
    case 'upload_resume':
      lever.resumes.push(effect.contentHash);
      settle(state, { resumeHash: effect.contentHash });
      return;
    case 'create_form':
      lever.forms[effect.form.template] = filled(effect.form.values);
      settle(state, settledBase(base, effect.settles));
  }
}

function settle(state: PlannerState, values: Partial<RecordBase>): void {
  state.base = { ...state.base, ...values };
}

function create(state: PlannerState): void {
  const { lever, wanted } = state;
  const isDeduped = lever.hasContact;
  lever.hasContact = true;
  lever.hasOpportunity = true;
  lever.tags = [...wanted.tags];
  lever.sources = [...wanted.sources];
  lever.stage = 'lead-new';
  lever.stageChanges = [{ stageId: 'lead-new', at: state.nowMs }];
  // A person that Lever knew keeps its own values.
  if (!isDeduped) {
    const { name, headline, location, emails, phones, links } = wanted;
    Object.assign(lever, { name, headline, location });
    lever.emails = [...emails];
    lever.phones = [...phones];
    lever.links = [...links];
  }
  if (wanted.resume !== null) lever.resumes.push(wanted.resume.contentHash);
  state.opportunityId = opportunityId;
  state.contactId = contactId;
  state.isOurs = true;
  settle(state, {
    tags: { ours: [...wanted.tags], seen: [] },
    sources: { ours: [...wanted.sources], seen: [] },
    links: { ours: isDeduped ? [] : [...wanted.links], seen: [] },
    emails: isDeduped ? [] : [...wanted.emails],
    phones: isDeduped ? [] : wanted.phones.map((phone) => phone.value),
    ...(isDeduped ? {} : agreedScalars(wanted)),
    ...(wanted.resume === null ? {} : { resumeHash: wanted.resume.contentHash }),
  });
}

function writeNote(
  state: PlannerState,
  note: Extract<Effect, { kind: 'write_note' }>['note'],
): void {
  const { lever } = state;
  const found = lever.notes.find((one) => one.id === note.noteId);
  if (note.noteId !== null && found === undefined) {
    // Deleted by a human: the thread is lost, and the next plan starts another one.
    state.notes = state.notes.map((one) =>
      one.noteId === note.noteId ? { ...one, isLost: true } : one,
    );
    return;
  }
  if (found === undefined) {
    const id = `note-${lever.notes.length + 1}-${note.ref}`;
    lever.notes.push({ id, sequence: note.sequence, entries: [note.value] });
    const { sequence, position } = note;
    state.notes = [...state.notes, { sequence, position, noteId: id, isLost: false }];
  } else found.entries.push(note.value);
  for (const id of note.touchIds) state.toldIds.add(id);
}

/** Lever keeps no empty answers of a form. */
function filled(values: Record<string, FieldValue>): Record<string, FieldValue> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
