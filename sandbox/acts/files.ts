// Files and resumes of an opportunity, and a small stand-in for Lever's resume parser.
import { changeOpportunity, type Account, type Actor } from '../account.ts';
import type { UploadedFile } from '../wire/route.ts';
import { isEmail } from '../wire/fields.ts';
import type { Opportunity, ParsedResume, Phone, StoredFile } from '../world/rows.ts';

export const FILE_TYPES = ['docx', 'doc', 'js', 'jpg', 'png', 'pdf', 'txt'];

/** Stores a file; what Lever cannot read becomes `unsupported`. */
export function keepFile(
  account: Account,
  wish: { row: Opportunity; file: UploadedFile; kind: 'file' | 'resume'; actor: Actor },
): StoredFile {
  const { row, file, kind, actor } = wish;
  const now = account.clock.now();
  const ext = extensionOf(file.filename);
  const isReadable = FILE_TYPES.includes(ext) && looksLike(ext, file.content);
  const stored: StoredFile = {
    id: account.ids.uuid(),
    opportunity: row.id,
    kind,
    name: file.filename || 'file',
    ext,
    type: file.type,
    uploadedAt: now,
    status: isReadable ? 'processed' : 'unsupported',
    size: file.content.length,
    content: file.content,
    parsed: kind === 'resume' && isReadable ? { positions: [], schools: [] } : null,
  };
  push(account.world.files, row.id, stored);
  push(account.world.fileActions, row.id, {
    id: account.ids.uuid(),
    opportunity: row.id,
    type: kind === 'resume' ? 'resume-imported' : 'file-added',
    file: stored.id,
    name: stored.name,
    user: actor.user,
    occurredAt: now,
  });
  return stored;
}

/** Removes a file. */
export function dropFile(
  account: Account,
  { row, file }: { row: Opportunity; file: StoredFile },
  actor: Actor,
): void {
  const left = (account.world.files.get(row.id) ?? []).filter((each) => each !== file);
  account.world.files.set(row.id, left);
  push(account.world.fileActions, row.id, {
    id: account.ids.uuid(),
    opportunity: row.id,
    type: 'file-remove',
    file: file.id,
    name: file.name,
    user: actor.user,
    occurredAt: account.clock.now(),
  });
  changeOpportunity(account, row, {});
}

export function push<T>(table: Map<string, T[]>, key: string, item: T): void {
  const list = table.get(key);
  if (list) list.push(item);
  else table.set(key, [item]);
}

function extensionOf(filename: string): string {
  const cut = filename.lastIndexOf('.');
  return cut < 0 ? '' : filename.slice(cut + 1).toLowerCase();
}

const SIGNATURES: Record<string, string> = {
  pdf: '%PDF',
  png: '\u0089PNG',
  docx: 'PK',
  jpg: '\u00ff\u00d8',
};

function looksLike(ext: string, content: Buffer): boolean {
  const signature = SIGNATURES[ext];
  return signature === undefined || content.subarray(0, 8).toString('latin1').startsWith(signature);
}

export type ResumeFacts = {
  name: string | null;
  emails: string[];
  phones: Phone[];
  parsed: ParsedResume;
};

/** Reads addresses that stand in the file as plain text: enough to show that manual values win. */
export function parseResume(file: UploadedFile): ResumeFacts {
  const text = file.content.subarray(0, 200_000).toString('latin1');
  const emails = [...new Set(text.match(/[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,3}/g) ?? [])];
  const phone = /\+\d[\d ().-]{7,18}\d/.exec(text)?.[0];
  const name = /^Name:\s*([^\r\n]{1,100})/m.exec(text)?.[1]?.trim() ?? null;
  return {
    name,
    emails: emails.filter((each) => isEmail(each)).slice(0, 3),
    phones: phone ? [{ type: 'mobile', value: phone }] : [],
    parsed: { positions: [], schools: [] },
  };
}
