// A checkpoint of the audit log: where the chain stood, signed, so that a copy kept elsewhere convicts a rewritten log.

/** One line of the file that is kept elsewhere. */
export interface Checkpoint {
  workspaceId: string;
  seq: number;
  /** In hex. */
  hash: string;
  /** ISO 8601. */
  at: string;
  /** Ed25519, SPKI in base64. */
  publicKey: string;
  /** In base64, over the text below. */
  signature: string;
}

/** The text that is signed. A JSON list: two different checkpoints never give one text. */
export function checkpointText(
  checkpoint: Pick<Checkpoint, 'workspaceId' | 'seq' | 'hash' | 'at'>,
): string {
  const { workspaceId, seq, hash, at } = checkpoint;
  return JSON.stringify(['fulcrum.audit.checkpoint.1', workspaceId, seq, hash, at]);
}

/** The same for the entry after which the log begins where older ones went by retention. */
export function auditBaseText(
  base: Pick<Checkpoint, 'workspaceId' | 'seq' | 'hash' | 'at'>,
): string {
  const { workspaceId, seq, hash, at } = base;
  return JSON.stringify(['fulcrum.audit.base.1', workspaceId, seq, hash, at]);
}

/** What a kept file says, line by line; a line that is none is told by its number. */
export function readCheckpoints(text: string): { checkpoints: Checkpoint[] } | { problem: string } {
  const checkpoints: Checkpoint[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const checkpoint = readLine(line);
    if (checkpoint === null) return { problem: `Line ${index + 1} is no checkpoint.` };
    checkpoints.push(checkpoint);
  }
  return { checkpoints };
}

function readLine(line: string): Checkpoint | null {
  try {
    const read = JSON.parse(line) as Partial<Checkpoint>;
    const { workspaceId, seq, hash, at, publicKey, signature } = read;
    const isWhole =
      typeof workspaceId === 'string' &&
      Number.isSafeInteger(seq) &&
      /^[0-9a-f]{64}$/u.test(hash ?? '') &&
      typeof at === 'string' &&
      typeof publicKey === 'string' &&
      typeof signature === 'string';
    if (!isWhole) return null;
    return { workspaceId, seq: Number(seq), hash: String(hash), at, publicKey, signature };
  } catch {
    return null;
  }
}
