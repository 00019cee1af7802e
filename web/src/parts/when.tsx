// A moment: how long ago, and the exact time in the viewer's zone on pointing at it.
import { Tooltip } from '@mantine/core';
import { useSession } from '../api/session.ts';

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

export function agoText(at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const step = steps.find(([, size]) => Math.abs(seconds) >= size);
  return step === undefined ? 'just now' : relative.format(Math.trunc(seconds / step[1]), step[0]);
}

export function When({ at }: { at: string }) {
  const { user } = useSession();
  const moment = new Date(at);
  const exact = new Intl.DateTimeFormat('en', {
    dateStyle: 'medium',
    timeStyle: 'long',
    timeZone: user.timeZone,
  }).format(moment);
  return (
    <Tooltip label={exact}>
      <time dateTime={at}>{agoText(moment, new Date())}</time>
    </Tooltip>
  );
}
