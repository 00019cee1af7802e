// What one of two people is called.
import type { Review } from '../../api/review.ts';
import { review as reviewTexts } from '../../texts/review.ts';

export function nameOf(side: Review['one']): string {
  return side.name ?? reviewTexts.unnamed;
}
