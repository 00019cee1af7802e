// fulcrum enroll: put people into a sequence, each with every check explained; or only say what would happen.

import { readFile } from 'node:fs/promises';
import { isUuid } from '../core/ids.ts';
import { InputError } from '../core/input-error.ts';
import { enrolPeople } from '../flows/enrol-people.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { getMailboxId, getSequenceId, getUserEmail, sendingHere } from './find-outreach.ts';
import { findNamedPeople } from './find-person.ts';
import { counted, table } from './output.ts';
import { through } from './through.ts';

interface Wish {
  as: string;
  file?: string;
  mailbox?: string;
  job?: string;
  override?: string;
  preview?: boolean;
}

interface Answer {
  personId: string;
  isEnrolled: boolean;
  enrollmentId: string | null;
  firstAt: string | null;
  because: string | null;
}

const batchMax = 200;
const peopleMax = 20_000;

export const addEnrollCommand: AddCommand = (program, context) => {
  program
    .command('enroll')
    .description('put people into a sequence; who may not be written to is told with the reason')
    .argument('<sequence>', 'name or id')
    .argument('[people...]', 'ids, email addresses or profile addresses')
    .requiredOption('--as <email>', 'who enrols; also who gets the tasks')
    .option('--file <csv>', 'people, one a line: the first cell with an id or address counts')
    .option('--mailbox <address>', 'from which mailbox the emails go')
    .option('--job <id>', 'for which job')
    .option('--override <reason>', 'although somebody wrote to them lately; kept in the audit log')
    .option('--preview', 'say what would happen and do nothing')
    .action((sequence: string, people: string[], wish: Wish) =>
      enroll(context, sequence, { people, wish }),
    );
};

async function enroll(
  context: CommandContext,
  sequence: string,
  given: { people: readonly string[]; wish: Wish },
): Promise<void> {
  const { wish } = given;
  const userEmail = getUserEmail(wish.as);
  const listed = wish.file === undefined ? [] : await readPeople(wish.file);
  const texts = [...new Set([...given.people, ...listed])];
  if (texts.length === 0)
    throw new InputError('invalid', 'Name people, or a file of them with --file.', 'people');
  if (texts.length > peopleMax)
    throw new InputError('too_large', `At most ${peopleMax} people at once.`, 'file');
  const sequenceId = await getSequenceId(context, sequence);
  const mailboxId = await getMailboxId(context, wish.mailbox);
  const named = await findNamedPeople(context, texts);
  const nameOf = new Map(named.flatMap((one) => (one.personId ? [[one.personId, one.text]] : [])));
  const isPreview = wish.preview === true;
  const asked = { sequenceId, mailboxId, jobId: wish.job ?? null, userEmail };
  const answers: Answer[] = [];
  const personIds = [...nameOf.keys()];
  for (let from = 0; from < personIds.length; from += batchMax)
    answers.push(
      ...(await enrolBatch(context, {
        ...asked,
        personIds: personIds.slice(from, from + batchMax),
        isPreview,
        override: wish.override,
      })),
    );
  const unknown = named.filter((one) => one.personId === null).map((one) => one.text);
  const enrolled = answers.filter((one) => one.isEnrolled).length;
  const rows = answers.map((one) => [
    nameOf.get(one.personId) ?? one.personId,
    one.isEnrolled ? 'yes' : 'no',
    one.isEnrolled ? (one.firstAt ?? 'after approval') : one.because,
  ]);
  const done = isPreview ? 'would be enrolled' : 'enrolled';
  context
    .output()
    .result({ isPreview, enrolled, items: answers, unknown }, [
      ...(rows.length === 0 ? [] : table(['person', 'in', 'first message, or why not'], rows)),
      ...unknown.map((text) => `${text}: nobody, or several people, have this`),
      `${counted(enrolled, ['person', 'people'])} ${done}, ${texts.length - enrolled} not.`,
    ]);
}

async function enrolBatch(
  context: CommandContext,
  given: {
    sequenceId: string;
    mailboxId: string | null;
    jobId: string | null;
    userEmail: string;
    personIds: readonly string[];
    isPreview: boolean;
    override: string | undefined;
  },
): Promise<Answer[]> {
  const { isPreview, override, ...asked } = given;
  return await through<Answer[]>(context, {
    here: async (opened) => {
      const { workspaceId, actor } = opened;
      const results = await enrolPeople(sendingHere(opened), {
        ...asked,
        workspaceId,
        actor,
        isDryRun: isPreview,
        ...(override === undefined ? {} : { override: { because: override } }),
      });
      return results.map((one) => ({
        personId: one.personId,
        isEnrolled: one.isEnrolled,
        enrollmentId: one.isEnrolled && !isPreview ? one.enrollmentId : null,
        firstAt: one.isEnrolled ? (one.firstAt?.toISOString() ?? null) : null,
        because: one.isEnrolled ? null : one.because,
      }));
    },
    there: async (server) => {
      const body = { ...asked, ...(override === undefined ? {} : { overrideBecause: override }) };
      const path = `/v1/enrollments?preview=${isPreview}`;
      const { items } = (await server.ask({ method: 'POST', path, body })) as { items: Answer[] };
      return items;
    },
  });
}

/** The first cell of each line that can name a person; headings have none. */
export async function readPeople(path: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as { code?: string }).code ?? 'unknown';
    throw new InputError('invalid', `The file ${path} cannot be read (${code}).`, 'file');
  }
  return text.split(/\r?\n/u).flatMap((line) => {
    const cells = line.split(/[,;\t]/u).map((cell) => cell.trim().replace(/^"(.*)"$/u, '$1'));
    const named = cells.find((cell) => isUuid(cell) || /^\S+@\S+$|^https?:\/\/\S+$/iu.test(cell));
    return named === undefined ? [] : [named];
  });
}
