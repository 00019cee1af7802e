// Two people who may be one, field by field, with what agrees and where each value came from.
import { Anchor, Badge, Box, Button, Group, Kbd, Paper, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import type { Review, ReviewAnswer } from '../../api/review.ts';
import { useMay } from '../../api/session.ts';
import { fieldWords } from '../../parts/value-words.ts';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';
import { review as words } from '../../texts/review.ts';
import { AnswerAlike } from './answer-alike.tsx';
import { nameOf } from './side-name.ts';

type Field = Review['fields'][number];
type Side = Review['one'];

const share = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });
const colours = { agrees: 'green', differs: 'orange', missing: 'gray' } as const;
const choices = [
  { answer: 'same', key: 's' },
  { answer: 'different', key: 'd' },
  { answer: 'never', key: 'n' },
] as const;

export function Pair(props: { review: Review; onAnswer: (answer: ReviewAnswer) => void }) {
  const { review, onAnswer } = props;
  const mayAnswer = useMay('reviews.answer');
  const [isAlikeOpen, alike] = useDisclosure(false);
  return (
    <Paper component="section" aria-labelledby="question" p={0}>
      <Stack gap={0}>
        <Group justify="space-between" p="md" gap="sm">
          <Stack gap={0}>
            <Title order={2} id="question">
              {words.question}
            </Title>
            <Text size="xs" className="quiet">
              {words.likely(share.format(review.probability))} · {words.asked}{' '}
              <When at={review.askedAt} />
            </Text>
          </Stack>
          {mayAnswer ? (
            <Group gap="xs">
              {choices.map(({ answer, key }) => (
                <Button
                  key={answer}
                  variant={answer === 'same' ? 'filled' : 'default'}
                  rightSection={
                    <Kbd size="xs" visibleFrom="sm">
                      {key}
                    </Kbd>
                  }
                  onClick={() => onAnswer(answer)}
                >
                  {words.answers[answer]}
                </Button>
              ))}
            </Group>
          ) : null}
        </Group>
        <div className="pair-row pair-head">
          <Box visibleFrom="sm" />
          <SideHead side={review.one} />
          <SideHead side={review.other} />
        </div>
        {review.fields.map((field) => (
          <FieldRow key={field.field} field={field} />
        ))}
        <Group justify="space-between" p="md" align="flex-start">
          <Stack gap={4} flex={1} miw={240}>
            <Text size="xs" fw={600}>
              {words.evidence}
            </Text>
            <Text size="sm">{review.because.join('; ')}</Text>
            {review.rivals.length === 0 ? null : (
              <Text size="sm" className="quiet">
                {words.rivals(review.rivals.length)}
              </Text>
            )}
          </Stack>
          {mayAnswer ? (
            <Button variant="subtle" onClick={alike.open}>
              {words.alike}
            </Button>
          ) : null}
        </Group>
      </Stack>
      <AnswerAlike review={review} isOpen={isAlikeOpen} onClose={alike.close} />
    </Paper>
  );
}

function SideHead({ side }: { side: Side }) {
  return (
    <Stack gap={0}>
      <Anchor component={Link} to={`/people/${side.personId}`} fw={600} size="sm">
        {nameOf(side)}
      </Anchor>
      <Text size="xs" className="quiet">
        {words.profiles(side.profileCount)} {words.from(side.sources.join(', '))}
      </Text>
      {side.leverLinks.map((link) => (
        <Anchor key={link} href={link} size="xs" target="_blank" rel="noreferrer noopener">
          {words.inLever}
        </Anchor>
      ))}
    </Stack>
  );
}

function FieldRow({ field }: { field: Field }) {
  if (field.one.length === 0 && field.other.length === 0) return null;
  return (
    <div className="pair-row">
      <Group gap={6} align="flex-start" className="pair-label">
        <Text size="xs" className="quiet" w={{ base: 'auto', sm: '100%' }}>
          {fieldWords(field.field)}
        </Text>
        <Badge size="xs" color={colours[field.verdict]}>
          {words.verdicts[field.verdict]}
        </Badge>
      </Group>
      <Values values={field.one} />
      <Values values={field.other} />
    </div>
  );
}

function Values({ values }: { values: Field['one'] }) {
  if (values.length === 0) {
    return (
      <Text size="sm" className="quiet">
        {texts.none}
      </Text>
    );
  }
  return (
    <Stack gap={4} miw={0}>
      {values.map((each) => (
        <div key={each.value}>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {each.value}
          </Text>
          <Text size="xs" className="quiet">
            {each.source}
            {each.foundAt === null ? null : (
              <>
                {' · '}
                <When at={each.foundAt} />
              </>
            )}
          </Text>
        </div>
      ))}
    </Stack>
  );
}
