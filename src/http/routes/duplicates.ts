// /v1/duplicates and /v1/lever-duplicates.
import { InputError } from '../../core/input-error.ts';
import { findLeverDuplicates } from '../../flows/find-lever-duplicates.ts';
import { reportDuplicates } from '../../flows/report-duplicates.ts';
import { callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  duplicatesAnswer,
  duplicatesQuery,
  leverDuplicatesAnswer,
  leverDuplicatesQuery,
} from '../contract/duplicate.ts';
import { fromCursor, numberForm, pageOf } from '../cursor.ts';

const tags = ['duplicates'];
const dayMs = 86_400_000;
const spanDefaultMs = 84 * dayMs;
const spanMaxMs = 1_100 * dayMs;

export function duplicateRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/duplicates',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags,
        summary: 'How many hits were somebody already known, over time, and why',
        querystring: duplicatesQuery,
        response: { 200: duplicatesAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const span = spanOf(request.query, deps.clock.now());
      const step = request.query.by;
      const report = await reportDuplicates(deps.db, { workspaceId, ...span, step });
      const lever = await findLeverDuplicates(deps, workspaceId);
      const inLever = {
        contacts: lever.contacts.length,
        opportunities: lever.opportunities.length,
        doubtful: lever.doubtful,
      };
      return { ...report, inLever };
    },
  );
  app.get(
    '/v1/lever-duplicates',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags,
        summary: 'What stands twice in Lever, with links; merging there is for a human',
        querystring: leverDuplicatesQuery,
        response: { 200: leverDuplicatesAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const start = Number(fromCursor(cursor, numberForm) ?? 0);
      const { contacts, opportunities } = await findLeverDuplicates(deps, workspaceId);
      const all = [
        ...opportunities.map((one) => ({ kind: 'opportunities' as const, ...one })),
        ...contacts.map((one) => ({ kind: 'contacts' as const, ...one })),
      ].map((item, index) => ({ item, place: index + 1 }));
      const page = pageOf(all.slice(start, start + limit + 1), limit, ({ place }) => place);
      return { items: page.items.map(({ item }) => item), next: page.next };
    },
  );
}

function spanOf(
  query: { from?: string | undefined; to?: string | undefined },
  now: Date,
): { from: Date; to: Date } {
  const lastDay = query.to === undefined ? now.getTime() : Date.parse(query.to);
  const to = new Date(Math.floor(lastDay / dayMs) * dayMs + dayMs);
  const from =
    query.from === undefined ? new Date(to.getTime() - spanDefaultMs) : new Date(query.from);
  if (from >= to) throw new InputError('invalid', 'The first day is after the last one.', 'from');
  if (to.getTime() - from.getTime() > spanMaxMs)
    throw new InputError('invalid', 'Ask for at most three years at once.', 'from');
  return { from, to };
}
