// What one of two people is called.
import type { Review } from '../../api/review.ts';
import { texts } from '../../texts/en.ts';

export function nameOf(side: Review['one']): string {
  return side.name ?? texts.review.unnamed;
}
