// NDJSON in, NDJSON out: any number of items in bounded memory, committed in chunks, answered line by line.
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IntakeResult } from '../flows/take-intake.ts';
import type { Checked } from '../ports/checked.ts';
import type { HttpParts } from './app.ts';
import { readJson } from './bodies.ts';
import { lineBytesMax, readLines } from './lines.ts';
import type { Line } from './lines.ts';
import type { IntakeDoor } from './routes/intake.ts';

interface Stream<Item> {
  parts: HttpParts;
  door: IntakeDoor<Item>;
  who: { workspaceId: string; actor: string };
  request: FastifyRequest;
  reply: FastifyReply;
  body: Readable;
}

const chunkBytesMax = 4 * 1024 * 1024;

/** Answers 200 at once; the last line says whether everything was taken in. */
export function streamIntake<Item>(stream: Stream<Item>): FastifyReply {
  const { reply } = stream;
  // Where the stream is broken off, the rest of the body must not be taken for another request.
  void reply.header('connection', 'close').type('application/x-ndjson; charset=utf-8');
  return reply.send(Readable.from(answerLines(stream)));
}

interface Totals {
  accepted: number;
  duplicates: number;
  rejected: number;
}

async function* answerLines<Item>(stream: Stream<Item>): AsyncGenerator<string> {
  const { body, parts, request } = stream;
  const wanted = (request.query as { results?: string }).results ?? 'all';
  const totals: Totals = { accepted: 0, duplicates: 0, rejected: 0 };
  const commits: Promise<string>[] = [];
  const limits = { idleMs: parts.options.times.idleMs, stop: parts.closing };
  let chunk: Line[] = [];
  let chunkBytes = 0;
  let end: string | null = null;
  try {
    for await (const piece of readLines(body, limits)) {
      if (piece.stopped !== null) end = piece.stopped;
      for (const line of piece.lines) {
        chunk.push(line);
        chunkBytes += line.bytes.length;
        const isFull = chunk.length >= parts.options.transactionItemsMax;
        if (!isFull && chunkBytes < chunkBytesMax) continue;
        commits.push(commitChunk(stream, { chunk, totals, wanted }));
        [chunk, chunkBytes] = [[], 0];
        if (commits.length >= parts.options.streamCommitsMax) yield await commits.shift()!;
      }
      // The sender pauses: what came so far is acknowledged now.
      if (piece.isPause && chunk.length > 0) {
        commits.push(commitChunk(stream, { chunk, totals, wanted }));
        [chunk, chunkBytes] = [[], 0];
        while (commits.length > 0) yield await commits.shift()!;
      }
    }
    if (chunk.length > 0) commits.push(commitChunk(stream, { chunk, totals, wanted }));
    while (commits.length > 0) yield await commits.shift()!;
    yield `${JSON.stringify({ result: end === null ? 'end' : 'stopped', ...totals, ...(end === null ? {} : { message: end }) })}\n`;
  } catch (error) {
    await Promise.allSettled(commits);
    const { message, stack } = error as Error;
    parts.deps.log.error('intake_stream.failed', { requestId: request.id, message, stack });
    const text = 'Something failed on our side; send what was not answered again';
    yield `${JSON.stringify({ result: 'stopped', ...totals, message: text })}\n`;
  }
}

async function commitChunk<Item>(
  stream: Stream<Item>,
  given: { chunk: readonly Line[]; totals: Totals; wanted: string },
): Promise<string> {
  const { door, who } = stream;
  const items = given.chunk.map((line) => readItem(door, line));
  const results = await door.receive({ ...who, items });
  let text = '';
  for (const [index, result] of results.entries()) {
    if (result.result === 'accepted') given.totals.accepted += 1;
    else if (result.result === 'duplicate') given.totals.duplicates += 1;
    else given.totals.rejected += 1;
    const line = given.chunk[index]?.number;
    if (isWanted(result, given.wanted)) text += `${JSON.stringify({ line, ...result })}\n`;
  }
  return text;
}

function isWanted(result: IntakeResult, wanted: string): boolean {
  if (wanted !== 'problems') return wanted === 'all';
  return result.result === 'rejected' || (result.result === 'duplicate' && result.contentDiffers);
}

function readItem<Item>(door: IntakeDoor<Item>, line: Line): Checked<Item> {
  if (line.isTooLong) {
    const megabytes = lineBytesMax / 1024 / 1024;
    return {
      isFit: false,
      field: '',
      message: `The line is longer than ${megabytes} MB; shorten it`,
    };
  }
  const read = readJson(line.bytes);
  if (read.isRead) return door.check(read.value);
  const message = read.problem.replace('The body', 'The line');
  return { isFit: false, field: '', message };
}
