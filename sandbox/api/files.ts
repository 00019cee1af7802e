// Files, resumes, file actions and uploads.
import { dropFile, keepFile } from '../acts/files.ts';
import { pageOf } from '../wire/page.ts';
import { time } from '../wire/query.ts';
import { badRequest, notFound, unprocessable } from '../wire/refusal.ts';
import { data, NOTHING, type Call, type Route } from '../wire/route.ts';
import type { FileAction, StoredFile } from '../world/rows.ts';
import { actorOf, enveloped, opportunityIn, opportunityToChange } from './shared.ts';

const BASE = '/opportunities/:opportunity';
const UPLOAD_LIFE_MS = 24 * 3_600_000;

export const fileRoutes: Route[] = [
  read(`${BASE}/files`, 'files', (call) => fileList(call, 'file')),
  read(`${BASE}/files/:file`, 'files', (call) =>
    enveloped(call, presentFile(call, fileIn(call, 'file'))),
  ),
  read(`${BASE}/files/:file/download`, 'files', (call) => download(fileIn(call, 'file'))),
  {
    method: 'POST',
    path: `${BASE}/files`,
    noun: 'files',
    access: 'write',
    run: (call) => {
      const actor = actorOf(call, 'required');
      const file = onlyFile(call);
      const row = opportunityToChange(call);
      const stored = keepFile(call.account, { row, file, kind: 'file', actor });
      return data(presentFile(call, stored), 201);
    },
  },
  {
    method: 'DELETE',
    path: `${BASE}/files/:file`,
    noun: 'files',
    access: 'write',
    run: (call) => {
      const actor = actorOf(call, 'required');
      const row = opportunityToChange(call);
      dropFile(call.account, { row, file: fileIn(call, 'file') }, actor);
      return NOTHING;
    },
  },
  read(`${BASE}/resumes`, 'resumes', (call) => fileList(call, 'resume')),
  read(`${BASE}/resumes/:file`, 'resumes', (call) =>
    data(presentResume(call, fileIn(call, 'resume'))),
  ),
  read(`${BASE}/resumes/:file/download`, 'resumes', (call) => download(fileIn(call, 'resume'))),
  read(`${BASE}/file_actions`, 'files', fileActions),
  {
    method: 'POST',
    path: '/uploads',
    noun: 'uploads',
    access: 'write',
    run: (call) => {
      const file = onlyFile(call);
      const id = `${call.account.ids.uuid()}-${file.filename.replace(/[^\w.-]/g, '_') || 'file'}`;
      const expiresAt = call.now + UPLOAD_LIFE_MS;
      const { length: size } = file.content;
      call.account.world.uploads.set(id, {
        id,
        filename: file.filename,
        size,
        expiresAt,
        type: file.type,
        content: file.content,
      });
      const uri = `${call.account.urls.api}/uploads/${id}`;
      return data({ id, uri, filename: file.filename, size, expiresAt }, 201);
    },
  },
];

function read(path: string, noun: string, run: Route['run']): Route {
  return { method: 'GET', path, noun, access: 'read', run };
}

function onlyFile(call: Call) {
  if (!call.isMultipart) throw badRequest('Content-Type must be multipart/form-data');
  const file = call.files.find((each) => each.field === 'file');
  if (!file || call.files.length !== 1) throw badRequest('Missing required parameter: file');
  return file;
}

function filesOf(call: Call, kind: StoredFile['kind']): StoredFile[] {
  const row = opportunityIn(call);
  return (call.account.world.files.get(row.id) ?? []).filter((each) => each.kind === kind);
}

function fileIn(call: Call, kind: StoredFile['kind']): StoredFile {
  const id = call.param('file');
  const file = filesOf(call, kind).find((each) => each.id === id);
  if (!file) throw notFound(kind === 'file' ? 'files' : 'resumes', id);
  return file;
}

function fileList(call: Call, kind: StoredFile['kind']) {
  const start = time(call.query, 'uploaded_at_start') ?? -Infinity;
  const end = time(call.query, 'uploaded_at_end') ?? Infinity;
  const rows = filesOf(call, kind).filter(
    (each) => each.uploadedAt >= start && each.uploadedAt <= end,
  );
  const reply = pageOf(call.query, rows, {
    order: { key: (each) => [each.uploadedAt, each.id], directions: [-1, 1] },
    present: (each) => (kind === 'file' ? presentFile(call, each) : presentResume(call, each)),
  });
  const isBare = kind === 'file' && call.account.switches.envelope === 'bare';
  return isBare ? { ...reply, body: (reply.body as { data: unknown }).data } : reply;
}

function download(file: StoredFile) {
  if (file.status !== 'processed') throw unprocessable('The file could not be processed');
  return { status: 200, bytes: { content: file.content, type: file.type, name: file.name } };
}

function downloadUrl(call: Call, file: StoredFile): string {
  return `${call.account.urls.web}/files/${file.id}`;
}

function presentFile(call: Call, file: StoredFile) {
  return {
    id: file.id,
    downloadUrl: downloadUrl(call, file),
    ext: file.ext === '' ? '' : `.${file.ext}`,
    name: file.name,
    uploadedAt: file.uploadedAt,
    status: file.status,
    size: file.size,
  };
}

function presentResume(call: Call, file: StoredFile) {
  return {
    id: file.id,
    createdAt: file.uploadedAt,
    file: {
      name: file.name,
      ext: file.ext,
      downloadUrl: downloadUrl(call, file),
      uploadedAt: file.uploadedAt,
      status: file.status,
      size: file.size,
    },
    ...(file.parsed ? { parsedData: file.parsed } : {}),
  };
}

function fileActions(call: Call) {
  const row = opportunityIn(call);
  const start = time(call.query, 'occurred_at_start') ?? -Infinity;
  const end = time(call.query, 'occurred_at_end') ?? Infinity;
  const types = call.query.get('type');
  const rows = (call.account.world.fileActions.get(row.id) ?? []).filter(
    (each) =>
      each.occurredAt >= start && each.occurredAt <= end && (!types || types.includes(each.type)),
  );
  return pageOf(call.query, rows, {
    order: { key: (each) => [each.occurredAt, each.id], directions: [-1, 1] },
    present: (each: FileAction) => ({
      id: each.id,
      type: each.type,
      file: each.file,
      name: each.name,
      user: each.user,
      occurredAt: each.occurredAt,
    }),
  });
}
