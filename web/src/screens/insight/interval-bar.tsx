// Where a number lies, and between which bounds it may lie, on one scale with its neighbour.

export interface Interval {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** A picture beside the numbers in words. `most` is the right end of the scale. */
export function IntervalBar(props: { interval: Interval; most: number; colour: string }) {
  const { interval, most, colour } = props;
  const { value, low, high } = interval;
  if (value === null || low === null || high === null || most <= 0) return null;
  const at = (each: number): number => Math.min(100, Math.max(0, (each / most) * 100));
  return (
    <div className="interval" aria-hidden>
      <span
        style={{
          left: `${at(low)}%`,
          width: `${Math.max(1, at(high) - at(low))}%`,
          background: colour,
        }}
      />
      <i style={{ left: `${at(value)}%` }} />
    </div>
  );
}
