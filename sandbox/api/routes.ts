// Every endpoint the sandbox serves, and the legacy `/candidates` twins of the opportunity ones.
import type { Route } from '../wire/route.ts';
import { applicationRoutes } from './applications.ts';
import { applyRoutes } from './apply.ts';
import { contactRoutes } from './contacts.ts';
import { feedbackRoutes, feedbackTemplateRoutes } from './feedback.ts';
import { fileRoutes } from './files.ts';
import { formRoutes } from './forms.ts';
import { interviewRoutes } from './interviews.ts';
import { legacyRoutes } from './legacy.ts';
import { noteRoutes } from './notes.ts';
import { opportunityChanges } from './opportunities-change.ts';
import { opportunityCreate } from './opportunities-create.ts';
import { opportunityReads } from './opportunities-read.ts';
import { pipelineRoutes } from './pipeline.ts';
import { postingReads } from './postings-read.ts';
import { postingWrites } from './postings-write.ts';
import { readOnlyRoutes } from './read-only.ts';
import { requisitionFieldRoutes } from './requisition-fields.ts';
import { requisitionRoutes } from './requisitions.ts';
import { userRoutes } from './users.ts';
import { webhookRoutes } from './webhooks.ts';

const CURRENT: Route[] = [
  ...opportunityReads,
  ...opportunityCreate,
  ...opportunityChanges,
  ...contactRoutes,
  ...noteRoutes,
  ...formRoutes,
  ...fileRoutes,
  ...applicationRoutes,
  ...postingReads,
  ...postingWrites,
  ...applyRoutes,
  ...requisitionRoutes,
  ...requisitionFieldRoutes,
  ...feedbackRoutes,
  ...feedbackTemplateRoutes,
  ...interviewRoutes,
  ...readOnlyRoutes,
  ...pipelineRoutes,
  ...userRoutes,
  ...webhookRoutes,
];

const LEGACY = CURRENT.filter((route) => route.path.startsWith('/opportunities')).map((route) => ({
  ...route,
  path: route.path.replace('/opportunities', '/candidates'),
}));

export const ROUTES: Route[] = [...CURRENT, ...LEGACY, ...legacyRoutes];
