// The operations of the served OpenAPI document, with a request for each that is as near to a right one as its schema says.

import type { Api, Call } from '../../src/http/api.fixture.ts';
import { scopes } from '../../src/core/governance/scopes.ts';
import type { Scope } from '../../src/core/governance/scopes.ts';
import type { EndpointRule } from './endpoint-rules.ts';
import { endpointRules } from './endpoint-rules.ts';

export type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Endpoint {
  /** `POST /v1/jobs/{id}/trigger`. */
  name: string;
  verb: Verb;
  path: string;
  /** Names in the path. */
  params: string[];
  body: unknown;
  /** As the served document says; null where it answers anyone. */
  permission: string | null;
}

interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  const?: unknown;
  format?: string;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  minimum?: number;
}

interface Operation {
  /** What the served document says that it needs. */
  'x-permission'?: string;
  requestBody?: { content?: Record<string, { schema?: Schema }> };
}

interface OpenApiDocument {
  paths: Record<string, Partial<Record<string, Operation>>>;
  components?: { schemas?: Record<string, Schema> };
}

const verbs: readonly Verb[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const depthMax = 8;

/** The scope that a key needs; null where no key is enough or none is needed. */
export function scopeOf(rule: EndpointRule): Scope | null {
  const [who = ''] = rule.split(' ');
  return scopes.find((scope) => scope === who) ?? null;
}

/** `own` for what everybody may do about themselves; null where it answers anyone. */
export function permissionOf(rule: EndpointRule): string | null {
  return rule.split(' ')[1] ?? null;
}

/** Throws where the document names an operation without a rule. */
export async function listEndpoints(api: Api): Promise<(Endpoint & { rule: EndpointRule })[]> {
  const answer = await api.call('GET', '/openapi.json', { key: null });
  const document = answer.body as OpenApiDocument;
  const found = Object.entries(document.paths).flatMap(([path, operations]) =>
    verbs.flatMap((verb) => {
      const operation = operations[verb.toLowerCase()];
      return operation === undefined ? [] : [endpointOf(document, { verb, path, operation })];
    }),
  );
  const names = found.map((endpoint) => endpoint.name);
  const unruled = names.filter((name) => endpointRules[name] === undefined);
  if (unruled.length > 0)
    throw new Error(`No rule in test/security/endpoint-rules.ts for ${unruled.join(', ')}`);
  return found.map((endpoint) => ({
    ...endpoint,
    rule: endpointRules[endpoint.name] as EndpointRule,
  }));
}

function endpointOf(
  document: OpenApiDocument,
  given: { verb: Verb; path: string; operation: Operation },
): Endpoint {
  const { verb, path, operation } = given;
  const schema = operation.requestBody?.content?.['application/json']?.schema;
  return {
    name: `${verb} ${path}`,
    verb,
    path,
    params: [...path.matchAll(/\{(\w+)\}/gu)].map((match) => match[1] ?? ''),
    permission: operation['x-permission'] ?? null,
    body: schema === undefined ? undefined : exampleOf(document, schema, 0),
  };
}

/** A small value that fits: required properties only. */
function exampleOf(document: OpenApiDocument, schema: Schema, depth: number): unknown {
  if (depth > depthMax) return null;
  const inner = (next: Schema | undefined): unknown => exampleOf(document, next ?? {}, depth + 1);
  if (schema.$ref !== undefined)
    return inner(document.components?.schemas?.[schema.$ref.split('/').at(-1) ?? '']);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const choice = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choice !== undefined) return inner(choice[0]);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, inner(schema.properties?.[name])]),
      );
    case 'array':
      return (schema.minItems ?? 0) > 0 ? [inner(schema.items)] : [];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return false;
    case 'string':
      return exampleText(schema.format);
    case undefined:
    default:
      return {};
  }
}

function exampleText(format: string | undefined): string {
  if (format === 'uuid') return '0190f3c4-0000-7000-8000-00000000dead';
  if (format === 'date-time') return '2026-11-20T10:00:00Z';
  if (format === 'uri') return 'https://pin.example/hooks';
  return 'x';
}

/** One call; the ids of the path are chosen by the caller. */
export async function callEndpoint(
  api: Api,
  endpoint: Endpoint,
  more: Call & { idOf: (param: string) => string },
): Promise<{ status: number; text: string }> {
  const { idOf, ...given } = more;
  const url = endpoint.path.replaceAll(/\{(\w+)\}/gu, (_whole, name: string) => idOf(name));
  const verb = endpoint.verb as 'GET' | 'POST' | 'PUT' | 'DELETE';
  const body = given.body ?? endpoint.body;
  return await api.call(verb, url, { ...given, ...(body === undefined ? {} : { body }) });
}
