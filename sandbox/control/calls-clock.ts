// Control calls over time.
import { z } from 'zod';
import { CLOCK_MODES } from '../clock.ts';
import { call, type Backstage } from './call.ts';

const NOTHING = z.object({});

/** Reads, sets and advances the clock; refused where time comes from outside. */
export function clockCalls({ door, steered }: Backstage) {
  const { account } = door;
  const clock = () => {
    if (!steered) throw new Error('time comes from outside this sandbox');
    return steered;
  };
  return {
    clock: call('The time and how it runs', NOTHING, () => ({
      now: account.clock.now(),
      mode: steered?.mode() ?? 'outside',
    })),
    setClock: call(
      'Sets the time, or switches between real and virtual time',
      z.object({ now: z.number().optional(), mode: z.enum(CLOCK_MODES).optional() }),
      ({ now, mode }) => {
        if (mode) clock().setMode(mode);
        if (now !== undefined) clock().set(now);
        return { now: clock().now(), mode: clock().mode() };
      },
    ),
    advanceClock: call(
      'Moves time forward and runs what falls due',
      z.object({ ms: z.number().min(0) }),
      ({ ms }) => {
        clock().advance(ms);
        return { now: clock().now() };
      },
    ),
  };
}
