// Doubtful matches: one question after the other, with what is known of both side by side.
import { Grid, NavLink, Paper, ScrollArea, Skeleton, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import {
  reviewsQuery,
  useAnswerReview,
  useUndoMerge,
  type Review,
  type ReviewAnswer,
} from '../../api/review.ts';
import { useMay } from '../../api/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { useLetterKeys } from '../../parts/letter-keys.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { review as words } from '../../texts/review.ts';
import { Pair } from './pair.tsx';
import { nameOf } from './side-name.ts';

const share = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });

export function Matches() {
  const list = useInfiniteQuery(reviewsQuery);
  const reviews = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const [place, setPlace] = useState(0);
  const at = Math.max(0, Math.min(place, reviews.length - 1));
  const shown = reviews[at];
  const answer = useAnswering(shown);
  useLetterKeys(
    useMemo(
      () => ({
        j: () => setPlace(Math.min(at + 1, reviews.length - 1)),
        k: () => setPlace(Math.max(at - 1, 0)),
        s: () => answer('same'),
        d: () => answer('different'),
        n: () => answer('never'),
      }),
      [answer, at, reviews.length],
    ),
  );
  if (list.error !== null)
    return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Skeleton h={420} />;
  if (shown === undefined) return <Empty title={words.noMatchesTitle} help={words.noMatchesHelp} />;
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 4, lg: 3 }}>
        <Paper p={4} component="nav" aria-label={words.list}>
          <ScrollArea.Autosize mah={{ base: 168, md: 640 }}>
            {reviews.map((review, index) => (
              <NavLink
                key={review.id}
                component="button"
                active={index === at}
                aria-current={index === at}
                label={nameOf(review.one)}
                description={nameOf(review.other)}
                rightSection={
                  <Text size="xs" className="quiet">
                    {share.format(review.probability)}
                  </Text>
                }
                onClick={() => setPlace(index)}
              />
            ))}
            <MoreButton list={list} />
          </ScrollArea.Autosize>
        </Paper>
        <Text size="xs" className="quiet" mt="xs" visibleFrom="md">
          {words.keysHelp}
        </Text>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 8, lg: 9 }}>
        <Stack>
          <Pair key={shown.id} review={shown} onAnswer={answer} />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

/** Answers what is shown; a merge can be taken back from the notice. */
function useAnswering(shown: Review | undefined): (answer: ReviewAnswer) => void {
  const { mutate } = useAnswerReview();
  const { mutate: undo } = useUndoMerge();
  const mayAnswer = useMay('reviews.answer');
  return useMemo(() => {
    return (answer) => {
      if (shown === undefined || !mayAnswer) return;
      mutate(
        { id: shown.id, answer },
        {
          onSuccess({ result, decisionId }) {
            if (result === 'overtaken') tell(words.overtaken);
            else if (result === 'kept_apart') tell(words.apart);
            else if (result === 'not_asked_again') tell(words.neverAgain);
            else if (decisionId === null) tell(words.merged);
            else {
              const go = (): void => undo(decisionId, { onSuccess: () => tell(words.undone) });
              tell(words.merged, { label: words.undo, go });
            }
          },
        },
      );
    };
  }, [mayAnswer, mutate, shown, undo]);
}
