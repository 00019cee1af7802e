// How well received mail is told apart: any folder of .eml files against a CSV of labels `file,kind,hard`.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMail } from '../src/adapters/mime/read-mail.ts';
import { classifyMail } from '../src/core/mail/classify.ts';
import type { MailVerdict } from '../src/core/mail/classify.ts';

export const labelKinds = ['bounce', 'auto_reply', 'complaint', 'human'] as const;
export type LabelKind = (typeof labelKinds)[number];

interface Label {
  file: string;
  kind: LabelKind;
  isHard: boolean | null;
}

export interface MailReport {
  files: number;
  /** Labelled kind → kind it was taken for → count. */
  kinds: Record<LabelKind, Record<LabelKind, number>>;
  correctKinds: number;
  hard: {
    labelled: number;
    precision: number | null;
    recall: number | null;
    wronglyHard: string[];
    missedHard: string[];
  };
  humansTakenForBounces: string[];
  humansTakenForMachines: string[];
  wrongKinds: { file: string; label: LabelKind; taken: LabelKind }[];
  filesPerSecond: number;
}

/** Figures of the rules on a labelled folder. Throws where a label or a file cannot be read. */
export async function mailBench(folder: string, labelFile: string): Promise<MailReport> {
  const labels = readLabels(readFileSync(labelFile, 'utf8'));
  const startedAt = performance.now();
  const taken: { label: Label; verdict: MailVerdict }[] = [];
  for (const label of labels) {
    const verdict = classifyMail(await readMail(readFileSync(join(folder, label.file))));
    taken.push({ label, verdict });
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return reportOf(taken, seconds);
}

/** A delayed or successful delivery report is a report on a delivery; a read receipt was sent by a machine. */
export function labelOf(verdict: MailVerdict): LabelKind {
  if (verdict.kind === 'delay') return 'bounce';
  if (verdict.kind === 'receipt')
    return verdict.evidence.includes('a read receipt') ? 'auto_reply' : 'bounce';
  return verdict.kind;
}

function reportOf(
  taken: readonly { label: Label; verdict: MailVerdict }[],
  seconds: number,
): MailReport {
  const kinds = Object.fromEntries(
    labelKinds.map((one) => [one, Object.fromEntries(labelKinds.map((two) => [two, 0]))]),
  ) as MailReport['kinds'];
  for (const { label, verdict } of taken) kinds[label.kind][labelOf(verdict)] += 1;
  const wrong = taken.filter(({ label, verdict }) => labelOf(verdict) !== label.kind);
  const humans = wrong.filter(({ label }) => label.kind === 'human');
  const judged = taken.filter(({ label }) => label.isHard !== null);
  const isTakenHard = (verdict: MailVerdict): boolean =>
    verdict.kind === 'bounce' && verdict.recipients.some((one) => one.isHard);
  const wronglyHard = judged.filter((one) => !one.label.isHard && isTakenHard(one.verdict));
  const missedHard = judged.filter((one) => one.label.isHard && !isTakenHard(one.verdict));
  const labelled = judged.filter(({ label }) => label.isHard).length;
  const found = labelled - missedHard.length;
  const fileOf = (one: { label: Label }): string => one.label.file;
  return {
    files: taken.length,
    kinds,
    correctKinds: taken.length - wrong.length,
    hard: {
      labelled,
      precision: ratio(found, found + wronglyHard.length),
      recall: ratio(found, labelled),
      wronglyHard: wronglyHard.map(fileOf),
      missedHard: missedHard.map(fileOf),
    },
    humansTakenForBounces: humans
      .filter(({ verdict }) => labelOf(verdict) === 'bounce')
      .map(fileOf),
    humansTakenForMachines: humans.map(fileOf),
    wrongKinds: wrong.map(({ label, verdict }) => ({
      file: label.file,
      label: label.kind,
      taken: labelOf(verdict),
    })),
    filesPerSecond: Math.round(taken.length / seconds),
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}

function readLabels(text: string): Label[] {
  const [head = '', ...lines] = text
    .replace(/^\uFEFF/u, '')
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '');
  const columns = cellsOf(head).map((cell) => cell.toLowerCase());
  const place = (name: string): number => {
    const index = columns.indexOf(name);
    if (index < 0) throw new Error(`The labels need a column "${name}": file,kind,hard`);
    return index;
  };
  const [file, kind, hard] = [place('file'), place('kind'), place('hard')];
  return lines.map((line) => {
    const cells = cellsOf(line);
    const named = labelKinds.find((each) => each === cells[kind]?.toLowerCase());
    if (named === undefined) throw new Error(`No such kind in the labels: ${line}`);
    const said = (cells[hard] ?? '').toLowerCase();
    const isHard = said === 'true' ? true : said === 'false' ? false : null;
    return { file: cells[file] ?? '', kind: named, isHard };
  });
}

function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu)].map((match) =>
    (match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim(),
  );
}
