// Applications: deprecated reads below an opportunity, and the feed of deleted ones.
import { pageOf } from '../wire/page.ts';
import { time } from '../wire/query.ts';
import { badRequest, notFound } from '../wire/refusal.ts';
import { data, type Call, type Route } from '../wire/route.ts';
import { presentApplication } from './present-application.ts';
import { opportunityIn } from './shared.ts';

const BASE = '/opportunities/:opportunity/applications';
const WINDOW_MAX_MS = 30 * 24 * 3_600_000;

export const applicationRoutes: Route[] = [
  {
    method: 'GET',
    path: BASE,
    noun: 'applications',
    access: 'read',
    run: (call) =>
      pageOf(call.query, applicationsOf(call), {
        order: { key: (each) => [each.createdAt, each.id], directions: [-1, 1] },
        present: (each) => presentApplication(call.account, each),
      }),
  },
  {
    method: 'GET',
    path: `${BASE}/:application`,
    noun: 'applications',
    access: 'read',
    run: (call) => {
      const id = call.param('application');
      const found = applicationsOf(call).find((each) => each.id === id);
      if (!found) throw notFound('applications', id);
      return data(presentApplication(call.account, found));
    },
  },
  {
    method: 'GET',
    path: '/applications/deleted',
    noun: 'applications',
    access: 'read',
    run: deleted,
  },
];

function applicationsOf(call: Call) {
  const row = opportunityIn(call);
  const found = row.application ? call.account.world.applications.get(row.application) : undefined;
  return found ? [found] : [];
}

function deleted(call: Call) {
  const start = time(call.query, 'deleted_at_start');
  const end = time(call.query, 'deleted_at_end');
  if (start === undefined) throw badRequest('Missing required parameter: deleted_at_start');
  if (end === undefined) throw badRequest('Missing required parameter: deleted_at_end');
  if (end < start || end - start > WINDOW_MAX_MS) {
    throw badRequest('deleted_at_start and deleted_at_end may be at most 30 days apart');
  }
  const rows = call.account.world.extras.deletedApplications.filter(
    (each) => Number(each['deletedAt']) >= start && Number(each['deletedAt']) <= end,
  );
  return pageOf(call.query, rows, {
    order: { key: (each) => [Number(each['deletedAt']), each.id], directions: [-1, 1] },
    present: (each) => each,
  });
}
