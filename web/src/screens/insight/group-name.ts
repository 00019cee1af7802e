// What a group of messages is called.
import type { Responses } from '../../api/insight.ts';
import { insight as words } from '../../texts/insight.ts';

export function groupName(
  { sequence, step, variant, channel }: Responses,
  by: 'sequence' | 'step' | 'variant' | 'channel',
): string {
  const plan = sequence === '' ? words.notTold : sequence;
  switch (by) {
    case 'sequence':
      return plan;
    case 'step':
      return `${plan}, ${words.stepPlace(step)}`;
    case 'variant':
      return `${plan}, ${words.stepPlace(step)}, ${words.variantOf(variant)}`;
    case 'channel':
      return words.channels[channel] ?? channel;
  }
}
