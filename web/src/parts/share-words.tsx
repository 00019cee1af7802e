// A share as people read it: the value, how sure it is, and a word where it is made of too few.
import { Text, Tooltip } from '@mantine/core';
import type { Share } from '../api/insight.ts';
import { texts } from '../texts/en.ts';
import { share as words } from '../texts/share.ts';
import { percentWords, rangeWords } from './number-words.ts';

/** `isLong` says how many of how many too. */
export function ShareWords({ share, isLong = false }: { share: Share; isLong?: boolean }) {
  if (share.value === null || share.low === null || share.high === null) {
    return <span className="quiet">{texts.none}</span>;
  }
  const range = rangeWords(share.low, share.high);
  const told = words.of(share.count, share.of);
  return (
    <Tooltip label={words.sure(range, told)}>
      <Text component="span" size="sm">
        {percentWords(share.value)}{' '}
        <Text component="span" size="xs" className="quiet">
          {isLong ? `${told}, ${range}` : range}
          {share.isFew ? ` · ${words.few}` : ''}
        </Text>
      </Text>
    </Tooltip>
  );
}
