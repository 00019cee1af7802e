// One answer to all questions of the same kind: choose what they have in common, see how many, then confirm.
import { Button, Chip, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useAnswerAlike, type Review, type ReviewAnswer } from '../../api/review.ts';
import { tell } from '../../parts/told.tsx';
import { texts } from '../../texts/en.ts';
import { review as words } from '../../texts/review.ts';
import { nameOf } from './side-name.ts';

const answers = ['different', 'same', 'never'] as const satisfies readonly ReviewAnswer[];

interface Props {
  review: Review;
  isOpen: boolean;
  onClose: () => void;
}

export function AnswerAlike({ review, isOpen, onClose }: Props) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.alike} size="lg">
      <Chosen review={review} onClose={onClose} />
    </Modal>
  );
}

function Chosen({ review, onClose }: Omit<Props, 'isOpen'>) {
  const [facts, setFacts] = useState<string[]>([...review.facts]);
  const [answer, setAnswer] = useState<ReviewAnswer>('different');
  const preview = useAnswerAlike();
  const confirm = useAnswerAlike();
  const found = preview.data;
  const change = (apply: () => void): void => {
    apply();
    // What was counted no longer fits what is chosen.
    preview.reset();
  };
  const send = (): void => {
    if (found === undefined) return preview.mutate({ facts, answer });
    confirm.mutate(
      { facts, answer, confirmedCount: found.count },
      {
        onSuccess(done) {
          tell(words.alikeDone(done.answered.length));
          onClose();
        },
      },
    );
  };
  return (
    <Stack gap="md">
      <Text size="sm" className="quiet">
        {words.alikeHelp}
      </Text>
      <Stack gap={6} role="group" aria-label={words.alikeFacts}>
        <Text size="xs" fw={600}>
          {words.alikeFacts}
        </Text>
        <Chip.Group multiple value={facts} onChange={(next) => change(() => setFacts(next))}>
          <Group gap={6}>
            {review.facts.map((fact) => (
              <Chip key={fact} value={fact} size="xs" variant="light">
                {words.facts[fact] ?? fact}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Stack>
      <SegmentedControl
        aria-label={words.alikeAnswer}
        value={answer}
        onChange={(next) => change(() => setAnswer(next))}
        data={answers.map((value) => ({ value, label: words.answers[value] }))}
      />
      {found === undefined ? null : (
        <Stack gap={4}>
          <Text size="sm" fw={600}>
            {words.alikeCount(found.count, found.heldBack)}
          </Text>
          {found.sample.slice(0, 5).map((each) => (
            <Text key={each.id} size="sm" className="quiet">
              {words.pair(nameOf(each.one), nameOf(each.other))}
            </Text>
          ))}
        </Stack>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {texts.cancel}
        </Button>
        <Button
          disabled={facts.length === 0 || found?.count === 0}
          loading={preview.isPending || confirm.isPending}
          onClick={send}
        >
          {found === undefined ? words.alikePreview : words.alikeConfirm(found.count)}
        </Button>
      </Group>
    </Stack>
  );
}
