// Until when nothing is sent to somebody who is away: one working day after they are back, or three where they do not say.

const dayMs = 86_400_000;

/** Saturdays and Sundays do not count; holidays are the sending calendar's matter. */
export function absenceEnd(now: Date, returnOn: Date | null): Date {
  if (returnOn === null) return addWorkingDays(now, 3);
  const from = returnOn.getTime() > now.getTime() ? returnOn : now;
  return addWorkingDays(from, 1);
}

function addWorkingDays(from: Date, days: number): Date {
  let time = from.getTime();
  let left = days;
  while (left > 0) {
    time += dayMs;
    const day = new Date(time).getUTCDay();
    if (day !== 0 && day !== 6) left -= 1;
  }
  return new Date(time);
}
