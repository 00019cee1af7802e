// One stored row as the person it is about may see it: sealed parts opened, keys and hashes left out.

import type { TableName } from '../db/queries/erase-rows.ts';
import type { Deps } from './deps.ts';

/** Columns that say nothing to the person, or would let somebody act as them. */
const hidden: readonly string[] = [
  'workspace_id',
  'wrapped_key',
  'token',
  'search',
  'content',
  'content_hash',
  'content_key',
  'address_hash',
  'key_hash',
  'hash',
  'domain_key',
  'employer_key',
];

/** What could not be opened is null: its key is gone. */
export function openRow(
  deps: Pick<Deps, 'sealer'>,
  of: { name: TableName; row: Record<string, unknown>; keys: ReadonlyMap<string, Uint8Array> },
): Record<string, unknown> {
  const { row, keys } = of;
  const shown: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(row)) {
    if (hidden.includes(column)) continue;
    shown[column] = column.startsWith('sealed') ? open(deps, { row, value, keys }) : value;
  }
  return shown;
}

function open(
  deps: Pick<Deps, 'sealer'>,
  of: {
    row: Record<string, unknown>;
    value: unknown;
    keys: ReadonlyMap<string, Uint8Array>;
  },
): unknown {
  const { row, value, keys } = of;
  if (typeof value !== 'string') return null;
  const sealed = Buffer.from(value.replace(/^\\x/u, ''), 'hex');
  const owner = 'first_person_id' in row ? row['first_person_id'] : row['person_id'];
  const key = typeof owner === 'string' ? keys.get(owner) : undefined;
  if (typeof owner === 'string' && key === undefined) return null;
  const plain = key === undefined ? deps.sealer.open(sealed) : deps.sealer.openWith(key, sealed);
  return readable(Buffer.from(plain));
}

/** JSON as it is, other text as text. */
function readable(plain: Buffer): unknown {
  const text = plain.toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
