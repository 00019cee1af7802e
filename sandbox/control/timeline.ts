// A candidate's story in the order a hiring manager would read it.
import type { Account } from '../account.ts';
import type { Opportunity } from '../world/rows.ts';

export type TimelineEntry = {
  at: number;
  kind: 'created' | 'stage' | 'archived' | 'note' | 'comment' | 'form' | 'file' | 'application';
  text: string;
  by: string | null;
  note?: string;
};

/** Newest first. */
export function timelineOf(account: Account, row: Opportunity): TimelineEntry[] {
  const { world } = account;
  const user = (id: string | null | undefined): string | null =>
    id ? (world.users.get(id)?.name ?? id) : null;
  const stage = (id: string): string => world.stages.find((each) => each.id === id)?.text ?? id;
  const entries: TimelineEntry[] = [
    { at: row.createdAt, kind: 'created', text: `Added (${row.origin})`, by: user(row.owner) },
  ];
  for (const change of row.stageChanges.slice(1)) {
    const text = `Moved to ${stage(change.toStageId)}`;
    entries.push({ at: change.updatedAt, kind: 'stage', text, by: user(change.userId) });
  }
  if (row.archived) {
    const reason = world.archiveReasons.find((each) => each.id === row.archived?.reason);
    const text = `Archived: ${reason?.text ?? 'no reason'}`;
    entries.push({ at: row.archived.archivedAt, kind: 'archived', text, by: null });
  }
  for (const note of world.notes.get(row.id) ?? []) {
    if (note.deletedAt !== null) continue;
    for (const [at, entry] of note.entries.entries()) {
      const kind = at === 0 ? 'note' : 'comment';
      entries.push({
        at: entry.createdAt,
        kind,
        text: entry.value,
        by: user(entry.user),
        note: note.id,
      });
    }
  }
  for (const form of world.forms.get(row.id) ?? []) {
    const answers = form.fields.map(
      (field) => `${field.text}: ${answerText(field['value']) || '–'}`,
    );
    entries.push({
      at: form.createdAt,
      kind: 'form',
      text: `${form.text}\n${answers.join('\n')}`,
      by: user(form.user),
    });
  }
  for (const file of world.files.get(row.id) ?? []) {
    entries.push({
      at: file.uploadedAt,
      kind: 'file',
      text: `${file.kind}: ${file.name}`,
      by: null,
    });
  }
  return entries.sort((a, b) => b.at - a.at);
}

/** An answer as a person would read it. */
function answerText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (Array.isArray(value)) return value.map(answerText).join(', ');
  if (typeof value === 'object') return Object.values(value).map(answerText).join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
