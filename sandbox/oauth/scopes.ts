// The documented scopes. All end in `:admin` except offline_access; a write scope includes reading.

const READ_ONLY = [
  'applications',
  'archive_reasons',
  'audit_events',
  'diversity_surveys',
  'eeo_responses',
  'eeo_responses_pii',
  'offers',
  'referrals',
  'resumes',
  'sources',
  'stages',
  'tags',
  'tasks',
];
const READ_WRITE = [
  'contact',
  'feedback',
  'feedback_templates',
  'files',
  'forms',
  'form_templates',
  'groups',
  'interviews',
  'notes',
  'opportunities',
  'panels',
  'permissions',
  'postings',
  'requisitions',
  'requisition_fields',
  'roles',
  'users',
  'webhooks',
];

export const SCOPES: ReadonlySet<string> = new Set([
  'offline_access',
  'confidential:access:admin',
  'uploads:write:admin',
  ...[...READ_ONLY, ...READ_WRITE].map((noun) => `${noun}:read:admin`),
  ...READ_WRITE.map((noun) => `${noun}:write:admin`),
]);
export const CONFIDENTIAL_SCOPE = 'confidential:access:admin';
