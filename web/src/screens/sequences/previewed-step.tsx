// What one person would get, step by step: the words as sent, the address and why, the checks, the time.
import { Alert, Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import {
  useSendTest,
  type AsPerson,
  type Preview,
  type PreviewedStep,
} from '../../api/sequences.ts';
import { useMay, useSession } from '../../api/session.ts';
import { momentWords, timeWords, zoneWords } from '../../parts/day-words.ts';
import { tell } from '../../parts/told.tsx';
import { sequences as words } from '../../texts/sequences.ts';
import { Guards } from './guards.tsx';

interface Props {
  sequenceId: string;
  preview: Preview;
  as: AsPerson;
  /** How many steps come before the first one shown. */
  placeBefore?: number;
}

/** `sequenceId` is for sending one step to oneself. */
export function PreviewedSteps({ sequenceId, preview, as, placeBefore = 0 }: Props) {
  return (
    <Stack gap="md">
      {preview.steps.map((step, index) => (
        <Stack key={step.stepId} component="article" gap={6}>
          <Group justify="space-between" gap="xs">
            <Group gap="xs">
              <Title order={3}>{words.step(placeBefore + index + 1)}</Title>
              <Badge color="gray">{words.channels[step.channel]}</Badge>
              {step.isFit ? null : <Badge color="orange">{words.notFit}</Badge>}
            </Group>
            <GoesAt at={step.projectedAt} zone={preview.zone} />
          </Group>
          <StepWords step={step} />
          <Guards guards={step.guards} />
          {step.channel === 'email' && step.isFit ? (
            <TestButton sequenceId={sequenceId} as={as} stepId={step.stepId} />
          ) : null}
        </Stack>
      ))}
    </Stack>
  );
}

/** The viewer's time first, the person's beside it where it differs. */
export function GoesAt({ at, zone }: { at: string | null; zone: string | null }) {
  const { user } = useSession();
  if (at === null) {
    return (
      <Text size="xs" className="quiet">
        {words.goes}: {words.never}
      </Text>
    );
  }
  const moment = new Date(at);
  const theirs = zone === null ? null : timeWords(moment, zone);
  const own = timeWords(moment, user.timeZone);
  return (
    <Text size="xs" className="quiet">
      <time dateTime={at}>{momentWords(moment, user.timeZone)}</time>
      {zone === null || theirs === null || theirs === own
        ? ''
        : ` · ${words.theirTime(theirs, zoneWords(zone))}`}
    </Text>
  );
}

function StepWords({ step }: { step: PreviewedStep }) {
  if (!step.isFit) {
    return (
      <Alert color="orange" p="xs">
        {step.because}
      </Alert>
    );
  }
  return (
    <Stack gap={4} className="preview-mail">
      {step.address === null ? null : (
        <Text size="xs" className="quiet">
          {step.address.value === null ? '' : `${words.sentTo} ${step.address.value}: `}
          {step.address.because}
        </Text>
      )}
      {step.subject === null || step.subject === '' ? null : (
        <Text size="sm" fw={600}>
          {step.subject}
        </Text>
      )}
      <Text size="sm">{step.text}</Text>
    </Stack>
  );
}

function TestButton(props: { sequenceId: string; as: AsPerson; stepId: string }) {
  const { sequenceId, as, stepId } = props;
  const { mailboxId } = as;
  const send = useSendTest(sequenceId);
  const mayWrite = useMay('outreach.write');
  if (!mayWrite || mailboxId === null) return null;
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      style={{ alignSelf: 'flex-start' }}
      loading={send.isPending}
      onClick={() =>
        send.mutate(
          { ...as, mailboxId, stepId },
          { onSuccess: ({ sentTo }) => tell(words.tested(sentTo)) },
        )
      }
    >
      {words.test}
    </Button>
  );
}
