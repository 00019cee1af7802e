// Until when something is put off: in the clock of whoever puts it off.

export interface SnoozeTimes {
  hours: Date;
  tomorrow: Date;
  week: Date;
}

const morning = 9;

/** In three hours; tomorrow at nine; at nine on the next Monday. */
export function snoozeTimes(now: Date): SnoozeTimes {
  const at = (daysOn: number): Date => {
    const day = new Date(now);
    day.setDate(day.getDate() + daysOn);
    day.setHours(morning, 0, 0, 0);
    return day;
  };
  const daysToMonday = (8 - now.getDay()) % 7 || 7;
  return {
    hours: new Date(now.getTime() + 3 * 3_600_000),
    tomorrow: at(1),
    week: at(daysToMonday),
  };
}
