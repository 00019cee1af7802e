// Charts, loaded only where one is looked at. Each has its numbers in a table beside it, so that it may be a picture.
import {
  Bar,
  BarChart,
  CartesianGrid,
  ErrorBar,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { Kpis } from '../../api/insight.ts';
import { dayWords } from '../../parts/day-words.ts';
import { percentWords } from '../../parts/number-words.ts';
import { insight as words } from '../../texts/insight.ts';
import type { TrendWeek } from './trend.ts';

const lines = [
  { step: 'found', colour: 'var(--mantine-color-gray-6)' },
  { step: 'contacted', colour: 'var(--mantine-color-blue-6)' },
  { step: 'replied', colour: 'var(--mantine-color-green-7)' },
] as const;
const tick = { fontSize: 11, fill: 'var(--quiet)' };
const tooltip = {
  contentStyle: {
    background: 'var(--mantine-color-body)',
    border: '1px solid var(--line)',
    borderRadius: 4,
    fontSize: 12,
  },
  labelStyle: { color: 'var(--mantine-color-text)' },
} as const;

export function FunnelChart({ funnel }: { funnel: Kpis['funnel'] }) {
  const data = funnel.map(({ step, people }) => ({ name: words.steps[step], people }));
  const alt = words.funnelAlt(data.map(({ name, people }) => `${name} ${people}`).join(', '));
  return (
    <div className="chart" role="img" aria-label={alt}>
      <ResponsiveContainer width="100%" height={260}>
        <BarChart
          data={data}
          layout="vertical"
          margin={{ left: 8, right: 24 }}
          accessibilityLayer={false}
        >
          <XAxis type="number" allowDecimals={false} tick={tick} stroke="var(--line)" />
          <YAxis type="category" dataKey="name" width={80} tick={tick} stroke="var(--line)" />
          <Tooltip {...tooltip} cursor={{ fill: 'transparent' }} />
          <Bar
            dataKey="people"
            name={words.people}
            fill="var(--mantine-primary-color-filled)"
            barSize={18}
            isAnimationActive={false}
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

export function TrendChart({ weeks }: { weeks: readonly TrendWeek[] }) {
  const data = weeks.map(({ monday, ...counts }) => ({
    week: dayWords(new Date(`${monday}T12:00:00Z`), 'UTC').slice(4),
    ...counts,
  }));
  return (
    <div className="chart" role="img" aria-label={words.trendAlt(weeks.length)}>
      <ResponsiveContainer width="100%" height={220}>
        <LineChart data={data} margin={{ left: 0, right: 16 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis dataKey="week" tick={tick} stroke="var(--line)" />
          <YAxis allowDecimals={false} width={36} tick={tick} stroke="var(--line)" />
          <Tooltip {...tooltip} />
          <Legend wrapperStyle={{ fontSize: 12 }} />
          {lines.map(({ step, colour }) => (
            <Line
              key={step}
              dataKey={step}
              name={words.steps[step]}
              stroke={colour}
              strokeWidth={2}
              dot={{ r: 2 }}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}

/** Response rates of groups, with the bounds between which each may lie. */
export function RateChart(props: {
  rows: readonly { name: string; value: number; low: number; high: number; people: number }[];
}) {
  const data = props.rows.map((row) => ({
    ...row,
    bounds: [row.value - row.low, row.high - row.value],
  }));
  return (
    <div className="chart" role="img" aria-label={words.responsesAlt(data.length)}>
      <ResponsiveContainer width="100%" height={Math.max(120, data.length * 34 + 40)}>
        <BarChart
          data={data}
          layout="vertical"
          margin={{ left: 8, right: 24 }}
          accessibilityLayer={false}
        >
          <XAxis
            type="number"
            domain={[0, 'auto']}
            tick={tick}
            stroke="var(--line)"
            tickFormatter={(value: number) => percentWords(value)}
          />
          <YAxis type="category" dataKey="name" width={140} tick={tick} stroke="var(--line)" />
          <Tooltip
            {...tooltip}
            cursor={{ fill: 'transparent' }}
            formatter={(value) => percentWords(Number(value))}
          />
          <Bar
            dataKey="value"
            name={words.replied}
            fill="var(--mantine-primary-color-filled)"
            fillOpacity={0.45}
            barSize={14}
            isAnimationActive={false}
          >
            <ErrorBar
              dataKey="bounds"
              direction="x"
              width={8}
              stroke="var(--mantine-color-text)"
              strokeWidth={1.5}
              isAnimationActive={false}
            />
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
