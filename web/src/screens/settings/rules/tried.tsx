// What rules would change if they were saved now.
import { Stack, Text } from '@mantine/core';
import type { RuleTrial } from '../../../api/rules.ts';
import { countWords } from '../../../parts/number-words.ts';
import { importing } from '../../../texts/import.ts';
import { settings as words } from '../../../texts/settings.ts';
import { outcomeStatuses, effectWords } from '../../../texts/settings-words.ts';
import { DryItem, Who } from '../../sync/run-people.tsx';

const shownMax = 10;

export function Tried({ trial }: { trial: RuleTrial }) {
  return (
    <Stack gap="xs" role="status">
      <Text size="sm" fw={600}>
        {words.tried}
      </Text>
      {'sum' in trial ? <Moves trial={trial} /> : <Holds trial={trial} />}
    </Stack>
  );
}

type Whole = Extract<RuleTrial, { sum: unknown }>;
type Preview = Exclude<RuleTrial, { sum: unknown }>;

function Moves({ trial }: { trial: Whole }) {
  const { newCount, changedCount, callCount } = trial.sum;
  return (
    <>
      <Text size="sm">
        {importing.leverSum(countWords(newCount), countWords(changedCount), countWords(callCount))}
      </Text>
      {trial.items.slice(0, shownMax).map((item, index) => (
        <DryItem key={index} item={item} />
      ))}
    </>
  );
}

function Holds({ trial }: { trial: Preview }) {
  const { statusChangeCount, tighterCount, milderCount, items } = trial;
  if (statusChangeCount + tighterCount + milderCount === 0) {
    return <Text size="sm">{words.triedNone}</Text>;
  }
  return (
    <>
      <Text size="sm">
        {words.triedCounts(
          countWords(statusChangeCount),
          countWords(tighterCount),
          countWords(milderCount),
        )}
      </Text>
      {items.slice(0, shownMax).map(({ recordId, personId, personName, before, after }) => (
        <Text key={recordId} size="sm" component="div">
          <Who personId={personId} name={personName ?? null} />{' '}
          <span className="quiet">{placeWords(before)}</span> → {placeWords(after)}
        </Text>
      ))}
    </>
  );
}

function placeWords(place: Preview['items'][number]['before']): string {
  return `${outcomeStatuses[place.status]}, ${effectWords[place.effect].toLowerCase()}`;
}
