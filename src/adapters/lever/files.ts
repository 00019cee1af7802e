// Files on an opportunity.

import { z } from 'zod';
import type { Lever } from '../../ports/lever.ts';
import type { MakeCall } from './call.ts';
import { one, page, textOrEmpty } from './shapes.ts';

/** The calls on files. */
export function fileCalls(make: MakeCall): Pick<Lever, 'listFiles' | 'uploadFile'> {
  return {
    listFiles: async (access, opportunityId) => {
      const found = await make(access, { method: 'GET', path: pathOf(opportunityId) }, files);
      return found.rows;
    },
    uploadFile: (access, opportunityId, file, performAs) =>
      make(
        access,
        {
          method: 'POST',
          path: pathOf(opportunityId),
          query: [['perform_as', performAs]],
          parts: [
            {
              name: 'file',
              fileName: file.name,
              mediaType: file.mediaType,
              content: file.content,
            },
          ],
        },
        one(onlyId),
      ),
  };
}

const onlyId = z.object({ id: z.string() });
const files = page(z.object({ id: z.string(), name: textOrEmpty }));

function pathOf(opportunityId: string): string {
  return `/opportunities/${encodeURIComponent(opportunityId)}/files`;
}
