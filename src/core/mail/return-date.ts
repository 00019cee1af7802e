// When somebody who is away says they will be back, in the languages automatic answers come in.

const months: readonly (readonly [RegExp, number])[] = (
  [
    [
      'jan(?:uary|uar|vier|uari|eiro|nar)?|enero|gennaio|stycznia|ocak|ledna|янв\\p{L}*|ianuarie',
      1,
    ],
    [
      'feb(?:ruary|ruar|ruari)?|février|fevrier|febrero|febbraio|fevereiro|lutego|şubat|února|фев\\p{L}*',
      2,
    ],
    ['mar(?:ch|s)?|märz|maerz|marzo|março|maart|marca|mart|března|мар\\p{L}*', 3],
    ['apr(?:il)?|avril|abril|aprile|kwietnia|nisan|dubna|апр\\p{L}*', 4],
    ['may|mai|mayo|maggio|maio|mei|maja|maj|mayıs|května|мая|май', 5],
    ['jun(?:e|i)?|juin|junio|giugno|junho|czerwca|haziran|června|июн\\p{L}*', 6],
    ['jul(?:y|i)?|juillet|julio|luglio|julho|lipca|temmuz|července|июл\\p{L}*', 7],
    ['aug(?:ust|usti|ustus)?|août|aout|agosto|sierpnia|ağustos|srpna|авг\\p{L}*', 8],
    ['sep(?:t|tember)?|septembre|septiembre|settembre|setembro|września|eylül|září|сен\\p{L}*', 9],
    [
      'oct(?:ober)?|okt(?:ober)?|octobre|octubre|ottobre|outubro|października|ekim|října|окт\\p{L}*',
      10,
    ],
    ['nov(?:ember)?|novembre|noviembre|novembro|listopada|kasım|listopadu|ноя\\p{L}*', 11],
    [
      'dec(?:ember)?|dez(?:ember)?|décembre|decembre|diciembre|dicembre|dezembro|grudnia|aralık|prosince|дек\\p{L}*',
      12,
    ],
  ] as const
).map(([names, number]) => [new RegExp(`^(?:${names})$`, 'iu'), number]);

const dayMs = 86_400_000;
/** Further away it is a birthday, a founding year, or a telephone number. */
const daysMax = 200;

export interface ReturnQuestion {
  now: Date;
  /** US: 3/4 is the fourth of March. */
  isMonthFirst: boolean;
}

/** The latest day named that lies ahead, at midnight UTC; null where none is. */
export function findReturnDate(text: string, question: ReturnQuestion): Date | null {
  const words = text.slice(0, 3_000);
  const found = [
    ...isoDays(words),
    ...numberDays(words, question),
    ...namedDays(words, question),
    ...eastDays(words, question),
  ];
  const today = midnight(question.now);
  const ahead = found
    .filter((day) => day.getTime() >= today && day.getTime() <= today + daysMax * dayMs)
    .toSorted((one, two) => two.getTime() - one.getTime());
  return ahead[0] ?? null;
}

function midnight(time: Date): number {
  return Math.floor(time.getTime() / dayMs) * dayMs;
}

function dayOf(year: number, month: number, day: number): Date[] {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? [date] : [];
}

/** Without a year: the next time that day comes. */
function dayAhead(month: number, day: number, now: Date): Date[] {
  const year = now.getUTCFullYear();
  return dayOf(year, month, day).flatMap((date) =>
    date.getTime() >= midnight(now) ? [date] : dayOf(year + 1, month, day),
  );
}

function isoDays(text: string): Date[] {
  return [...text.matchAll(/\b(20\d\d)-(\d\d)-(\d\d)\b/gu)].flatMap((match) =>
    dayOf(Number(match[1]), Number(match[2]), Number(match[3])),
  );
}

function numberDays(text: string, { now, isMonthFirst }: ReturnQuestion): Date[] {
  return [
    ...text.matchAll(/(?<![\d.])(\d{1,2})([./])(\d{1,2})(?:[./](20\d\d|\d\d))?(?!\d)/gu),
  ].flatMap((match) => {
    const [first, second] = [Number(match[1]), Number(match[3])];
    const isSwapped = match[2] === '/' && ((isMonthFirst && first <= 12) || second > 12);
    const [day, month] = isSwapped ? [second, first] : [first, second];
    if (match[4] === undefined) return dayAhead(month, day, now);
    const year = Number(match[4]);
    return dayOf(year < 100 ? 2_000 + year : year, month, day);
  });
}

function namedDays(text: string, { now }: ReturnQuestion): Date[] {
  const dayFirst =
    /(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?\s+(?:de |of )?(\p{L}{3,12})\.?(?:,?\s+(?:de )?(20\d\d))?/giu;
  const monthFirst = /(\p{L}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?!\d|:)(?:,?\s+(20\d\d))?/giu;
  const one = [...text.matchAll(dayFirst)].map((match) => [match[2], match[1], match[3]] as const);
  const two = [...text.matchAll(monthFirst)].map(
    (match) => [match[1], match[2], match[3]] as const,
  );
  return [...one, ...two].flatMap(([name, day, year]) => {
    const month = months.find(([is]) => is.test(name ?? ''))?.[1];
    if (month === undefined) return [];
    if (year === undefined) return dayAhead(month, Number(day), now);
    return dayOf(Number(year), month, Number(day));
  });
}

function eastDays(text: string, { now }: ReturnQuestion): Date[] {
  const pattern = /(?:(20\d\d)\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]/gu;
  return [...text.matchAll(pattern)].flatMap((match) =>
    match[1] === undefined
      ? dayAhead(Number(match[2]), Number(match[3]), now)
      : dayOf(Number(match[1]), Number(match[2]), Number(match[3])),
  );
}
