// Numbers and spans of time as people read them.

const count = new Intl.NumberFormat('en');

export function countWords(value: number): string {
  return count.format(value);
}

const spans = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** 75 becomes "1 min"; what is shorter than a minute is told in seconds. */
export function spanWords(seconds: number): string {
  const [unit, size] = spans.find(([, each]) => seconds >= each) ?? (['second', 1] as const);
  return new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'short' }).format(
    Math.ceil(seconds / size),
  );
}

const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });

/** 0.125 becomes "12.5%". */
export function percentWords(share: number): string {
  return percent.format(share);
}

/** Bounds in whole percent: "8–19%". */
export function rangeWords(low: number, high: number): string {
  return whole.formatRange(low, high).replaceAll(' ', '');
}
