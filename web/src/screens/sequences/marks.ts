// Which words of a text a problem is about, so that the mark stands where the mistake does.
import type { LintProblem } from '../../api/sequences.ts';

export interface Piece {
  text: string;
  /** Null where nothing is wrong with it. */
  message: string | null;
}

/** The whole text in pieces, in order; what no words are named for marks nothing. */
export function piecesOf(text: string, problems: readonly LintProblem[]): Piece[] {
  const marks = problems
    .flatMap(({ found, message }) => placesOf(text, found ?? '').map((at) => ({ ...at, message })))
    .toSorted((one, other) => one.from - other.from || other.to - one.to);
  const pieces: Piece[] = [];
  let at = 0;
  for (const mark of marks) {
    if (mark.from < at) continue;
    if (mark.from > at) pieces.push({ text: text.slice(at, mark.from), message: null });
    pieces.push({ text: text.slice(mark.from, mark.to), message: mark.message });
    at = mark.to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), message: null });
  return pieces;
}

/** The problems of one field or of what is within it. */
export function problemsOf(problems: readonly LintProblem[], field: string): LintProblem[] {
  return problems.filter((each) => each.field === field);
}

/** Of everything whose place begins so: `steps[1]` has those of its variants too. */
export function problemsWithin(problems: readonly LintProblem[], field: string): LintProblem[] {
  return problems.filter((each) => each.field === field || each.field.startsWith(`${field}.`));
}

const placesMax = 50;

function placesOf(text: string, found: string): { from: number; to: number }[] {
  const places: { from: number; to: number }[] = [];
  if (found === '') return places;
  let from = text.indexOf(found);
  while (from !== -1 && places.length < placesMax) {
    places.push({ from, to: from + found.length });
    from = text.indexOf(found, from + found.length);
  }
  return places;
}
