// Attaches a resume to an opportunity that exists already; found again by a file name that carries its hash.

import { getFile } from '../../db/queries/files.ts';
import { storeBase } from '../../db/queries/records.ts';
import { effectEntry, type RecordEffect } from './effect.ts';

const hashLength = 10;

export interface UploadResumePayload {
  contentHash: string;
  name: string;
  mediaType: string;
}

export const uploadResume: RecordEffect<UploadResumePayload, { fileId: string }> = {
  async send(context, payload) {
    const content = await getFile(context.deps.db, {
      workspaceId: context.workspaceId,
      contentHash: payload.contentHash,
    });
    const file = { name: markedFileName(payload), mediaType: payload.mediaType, content };
    const uploaded = await context.deps.lever.uploadFile(
      context.access,
      context.opportunityId ?? '',
      file,
      context.performAs,
    );
    return { fileId: uploaded.id };
  },
  async probe(context, payload) {
    const files = await context.limited(() =>
      context.deps.lever.listFiles(context.access, context.opportunityId ?? ''),
    );
    const found = files.find((file) =>
      file.name.includes(payload.contentHash.slice(0, hashLength)),
    );
    return found === undefined ? null : { fileId: found.id };
  },
  async settle(trx, context, { payload, outcome, intentId }) {
    await storeBase(trx, {
      workspaceId: context.workspaceId,
      recordId: context.recordId,
      intentId,
      agreedAt: context.deps.clock.now(),
      values: { resumeHash: payload.contentHash },
    });
    return [
      effectEntry(context, {
        action: 'resume.uploaded',
        detail: { intentId, fileId: outcome.fileId },
      }),
    ];
  },
};

function markedFileName(payload: UploadResumePayload): string {
  const hash = payload.contentHash.slice(0, hashLength);
  const dot = payload.name.lastIndexOf('.');
  return dot <= 0
    ? `${payload.name}-${hash}`
    : `${payload.name.slice(0, dot)}-${hash}${payload.name.slice(dot)}`;
}
