// What an endpoint is, what it is given, and how a path finds its endpoint.
import type { Account } from '../account.ts';
import type { Body } from './fields.ts';
import type { Reply } from './message.ts';
import type { Query } from './query.ts';

/** Who calls: an API key or an OAuth token, with what it may do. */
export type Credential = {
  id: string;
  permissions: 'all' | ReadonlySet<string>;
  confidential: boolean;
  /** Scopes of OAuth: a write scope includes reading. */
  writeImpliesRead: boolean;
};

export type UploadedFile = { field: string; filename: string; type: string; content: Buffer };

export type Call = {
  account: Account;
  credential: Credential;
  query: Query;
  now: number;
  /** Reads answer as of this time while an index-lag fault is on. */
  asOf: number | null;
  /** The parsed JSON or form fields; undefined when there was no body. */
  body: unknown;
  isMultipart: boolean;
  files: UploadedFile[];
  param(name: string): string;
};

export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path after `/v1`, with `:name` for parameters. */
  path: string;
  /** The scope noun and access a key needs. */
  noun: string;
  access: 'read' | 'write';
  run(call: Call): Reply;
};

export type Match = { route: Route; params: Record<string, string> };
export type Router = { find(method: string, path: string): Match | undefined };

type Branch = {
  fixed: Map<string, Branch>;
  variable: { name: string; branch: Branch } | null;
  routes: Map<string, Route>;
};

/** A tree over path segments; fixed segments win over parameters. */
export function createRouter(routes: readonly Route[]): Router {
  const root = newBranch();
  for (const route of routes) {
    let branch = root;
    for (const segment of route.path.split('/').slice(1)) branch = childFor(branch, segment);
    if (branch.routes.has(route.method)) throw new Error(`twice: ${route.method} ${route.path}`);
    branch.routes.set(route.method, route);
  }
  return {
    find: (method, path) => {
      const values: string[] = [];
      const route = follow(root, { segments: path.split('/').slice(1), at: 0, values })?.routes.get(
        method,
      );
      if (!route) return undefined;
      const names = route.path.split('/').filter((each) => each.startsWith(':'));
      const params: Record<string, string> = {};
      for (const [at, name] of names.entries()) params[name.slice(1)] = values[at] ?? '';
      return { route, params };
    },
  };
}

function newBranch(): Branch {
  return { fixed: new Map(), variable: null, routes: new Map() };
}

function childFor(branch: Branch, segment: string): Branch {
  if (segment.startsWith(':')) {
    branch.variable ??= { name: segment, branch: newBranch() };
    return branch.variable.branch;
  }
  const known = branch.fixed.get(segment);
  if (known) return known;
  const made = newBranch();
  branch.fixed.set(segment, made);
  return made;
}

function follow(
  branch: Branch,
  { segments, at, values }: { segments: string[]; at: number; values: string[] },
): Branch | undefined {
  const segment = segments[at];
  if (segment === undefined) return branch;
  const fixed = branch.fixed.get(segment);
  if (fixed) {
    const found = follow(fixed, { segments, at: at + 1, values });
    if (found) return found;
  }
  if (!branch.variable || segment === '') return undefined;
  values.push(decodeSegment(segment));
  const found = follow(branch.variable.branch, { segments, at: at + 1, values });
  if (!found) values.pop();
  return found;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** 200 with the single-resource envelope. */
export function data(value: unknown, status = 200): Reply {
  return { status, body: { data: value } };
}

/** 204 with nothing. */
export const NOTHING: Reply = { status: 204 };

export type { Body };
