// A small line of numbers, oldest first. The words beside it say the same to whoever does not see it.

interface Props {
  values: readonly number[];
  label: string;
}

const width = 120;
const height = 28;
const edge = 2;

export function SparkLine({ values, label }: Props) {
  const most = Math.max(...values, 1);
  const step = values.length > 1 ? (width - 2 * edge) / (values.length - 1) : 0;
  const places = values.map((value, index) => {
    const y = height - edge - (value / most) * (height - 2 * edge);
    return `${(edge + index * step).toFixed(1)},${y.toFixed(1)}`;
  });
  const last = places.at(-1)?.split(',') ?? ['0', '0'];
  return (
    <svg
      role="img"
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      <polyline
        points={places.join(' ')}
        fill="none"
        stroke="var(--mantine-primary-color-filled)"
        strokeWidth={1.5}
        strokeLinejoin="round"
      />
      <circle cx={last[0]} cy={last[1]} r={2.2} fill="var(--mantine-primary-color-filled)" />
    </svg>
  );
}
