// Who may call which endpoint. Every operation of the served OpenAPI document has a line here, so that an endpoint
// without a rule fails the test: add `'METHOD /path': rule`, and where its path takes an id of a new kind, say in
// own-rows.ts where one comes from.

import type { Scope } from '../../src/core/governance/scopes.ts';

/**
 * A scope: a key needs it. `anyone`: answers without a key. `person`: for signed-in people, no key is enough;
 * session.test.ts holds their side.
 */
export type EndpointRule = Scope | 'anyone' | 'person';

export const endpointRules: Readonly<Record<string, EndpointRule>> = {
  'POST /v1/profiles': 'intake',
  'POST /v1/touches': 'intake',
  'POST /v1/imports': 'intake',
  'GET /v1/imports': 'read',
  'GET /v1/imports/{id}': 'read',
  'GET /v1/imports/{id}/errors.csv': 'read',
  'GET /v1/imports/{id}/preview': 'read',
  'PUT /v1/imports/{id}/mapping': 'intake',
  'POST /v1/imports/{id}/try': 'intake',
  'POST /v1/imports/{id}/start': 'intake',
  'POST /v1/imports/{id}/cancel': 'intake',
  'GET /v1/people': 'read',
  'GET /v1/people/{id}': 'read',
  'GET /v1/jobs': 'read',
  'PUT /v1/jobs': 'admin',
  'PUT /v1/jobs/{id}': 'admin',
  'POST /v1/jobs/{id}/trigger': 'admin',
  'GET /v1/records': 'read',
  'GET /v1/holds': 'read',
  'POST /v1/holds': 'admin',
  'POST /v1/holds/{id}/lift': 'admin',
  'GET /v1/parked': 'read',
  'POST /v1/parked/{id}/retry': 'admin',
  'POST /v1/parked/{id}/dismiss': 'admin',
  'GET /v1/webhook-endpoints': 'read',
  'POST /v1/webhook-endpoints': 'admin',
  'DELETE /v1/webhook-endpoints/{id}': 'admin',
  'GET /v1/webhook-deliveries': 'read',
  'GET /v1/rules/{kind}': 'read',
  'PUT /v1/rules/{kind}': 'admin',
  'GET /v1/mapping': 'read',
  'PUT /v1/mapping': 'admin',
  'POST /v1/mapping/try': 'read',
  'POST /v1/runs/{id}/confirm': 'admin',
  'POST /v1/runs/{id}/cancel': 'admin',
  'GET /v1/status': 'read',
  'GET /v1/audit': 'read',
  'POST /v1/audit/verify': 'read',
  'GET /v1/api-keys': 'admin',
  'POST /v1/api-keys': 'admin',
  'POST /v1/api-keys/{id}/rotate': 'admin',
  'DELETE /v1/api-keys/{id}': 'admin',
  'GET /v1/setup': 'anyone',
  'POST /v1/setup': 'anyone',
  'GET /v1/session': 'person',
  'POST /v1/session': 'anyone',
  'DELETE /v1/session': 'person',
  'POST /v1/session/workspace': 'person',
  'GET /v1/sessions': 'person',
  'DELETE /v1/sessions': 'person',
  'DELETE /v1/sessions/{id}': 'person',
};
