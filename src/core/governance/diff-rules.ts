// What one version of any rules has other than another, value by value.

export interface RuleChange {
  /** Names down to the value, such as `from.mass_update`; places in lists count from 0. */
  path: string;
  /** Undefined where there was nothing. */
  before: unknown;
  after: unknown;
}

const changesMax = 10_000;

/** In the order of the paths; lists are compared place by place. */
export function diffRules(before: unknown, after: unknown): RuleChange[] {
  const was = flattened(before);
  const is = flattened(after);
  const paths = [...new Set([...was.keys(), ...is.keys()])].toSorted();
  return paths
    .filter((path) => JSON.stringify(was.get(path)) !== JSON.stringify(is.get(path)))
    .slice(0, changesMax)
    .map((path) => ({ path, before: was.get(path), after: is.get(path) }));
}

function flattened(value: unknown, path = '', found = new Map<string, unknown>()) {
  const isParent = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!isParent) {
    found.set(path, value);
    return found;
  }
  for (const [name, inner] of Object.entries(value))
    flattened(inner, path === '' ? name : `${path}.${name}`, found);
  return found;
}
