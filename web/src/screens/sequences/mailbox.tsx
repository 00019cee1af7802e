// One mailbox: its state and week, whether it can sign in, what the name system says, its caps, and who may use it.
import { Alert, Badge, Button, Group, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  mailboxQuery,
  useMailboxState,
  useTryMailbox,
  type MailboxWhole,
  type MailboxWord,
} from '../../api/mailboxes.ts';
import { useMay } from '../../api/session.ts';
import { Ask } from '../../parts/ask.tsx';
import { countWords } from '../../parts/number-words.ts';
import { Section } from '../../parts/section.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';
import { sequences as words } from '../../texts/sequences.ts';
import { DomainChecks } from './domain-checks.tsx';
import { Lending } from './lending.tsx';
import { MailboxCaps } from './mailbox-caps.tsx';
import { mailboxColours } from './state-colours.ts';

export function MailboxCard({ id }: { id: string }) {
  const found = useQuery(mailboxQuery(id));
  const mayWrite = useMay('outreach.write');
  if (found.error !== null && found.data === undefined) {
    return <Trouble error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (found.data === undefined) return <Skeleton h={420} />;
  const whole = found.data;
  return (
    <Stack gap="md">
      <State whole={whole} mayWrite={mayWrite} />
      <DomainChecks mailboxId={id} />
      <MailboxCaps key={id} mailbox={whole.mailbox} mayWrite={mayWrite} />
      <Lending whole={whole} mayWrite={mayWrite} />
    </Stack>
  );
}

function State({ whole, mayWrite }: { whole: MailboxWhole; mayWrite: boolean }) {
  const { mailbox, week } = whole;
  const rampToday = mailbox.rampStart + mailbox.rampStep * Math.max(0, mailbox.rampDays - 1);
  const figures = [
    [words.sent, week.sends],
    [words.bounced, week.bounces],
    [words.blocked, week.policyBlocks],
    [words.complained, week.complaints],
  ] as const;
  return (
    <Section
      title={mailbox.address}
      aside={
        <Badge color={mailboxColours[mailbox.state]}>{words.mailboxStates[mailbox.state]}</Badge>
      }
    >
      {mailbox.because === null ? null : <Alert color="orange">{mailbox.because}</Alert>}
      {mailbox.closedBecause === null || mailbox.closedUntil === null ? null : (
        <Alert color="orange">
          {words.closed(mailbox.closedBecause)} (<When at={mailbox.closedUntil} />)
        </Alert>
      )}
      {mailbox.rampFrozenBecause === null ? null : (
        <Alert color="orange">{words.warmUpFrozen(mailbox.rampFrozenBecause)}</Alert>
      )}
      <Stack gap={4}>
        <Text size="xs" className="quiet">
          {words.week}
        </Text>
        <SimpleGrid cols={{ base: 2, xs: 4 }}>
          {figures.map(([label, value]) => (
            <div key={label}>
              <Text fw={600} fz="lg">
                {countWords(value)}
              </Text>
              <Text size="xs" className="quiet">
                {label}
              </Text>
            </div>
          ))}
        </SimpleGrid>
      </Stack>
      <Text size="sm" className="quiet">
        {words.warmUp}: {words.warmUpDay(Math.max(1, mailbox.rampDays), rampToday)} ·{' '}
        {words.lastSent}{' '}
        {mailbox.lastSentAt === null ? texts.none : <When at={mailbox.lastSentAt} />}
      </Text>
      <Text size="sm" className="quiet">
        {words.servers}: {mailbox.smtp.host}:{mailbox.smtp.port}
        {mailbox.imap === null ? '' : `, ${mailbox.imap.host}:${mailbox.imap.port}`}
      </Text>
      {mailbox.imap === null ? <Text size="sm">{words.imapHelp}</Text> : null}
      {mayWrite && mailbox.state !== 'off' ? <Actions whole={whole} /> : null}
    </Section>
  );
}

const titles = {
  pause: words.mailboxPause,
  resume: words.mailboxResume,
  disconnect: words.mailboxOffTitle,
} as const;

function Actions({ whole: { mailbox } }: { whole: MailboxWhole }) {
  const [word, setWord] = useState<MailboxWord | null>(null);
  const attempt = useTryMailbox(mailbox.id);
  const change = useMailboxState(mailbox.id);
  const asked = word ?? 'pause';
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button variant="default" loading={attempt.isPending} onClick={() => attempt.mutate()}>
          {words.trySignIn}
        </Button>
        {mailbox.state === 'on' ? (
          <Button variant="default" onClick={() => setWord('pause')}>
            {words.mailboxPause}
          </Button>
        ) : (
          <Button onClick={() => setWord('resume')}>{words.mailboxResume}</Button>
        )}
        <Button variant="subtle" color="red" onClick={() => setWord('disconnect')}>
          {words.mailboxOff}
        </Button>
      </Group>
      <Stack gap={2} role="status">
        {attempt.data?.tries.map(({ side, isGood, because }) => (
          <Group key={side} gap="xs" wrap="nowrap" align="flex-start">
            <Badge color={isGood ? 'green' : 'red'}>{isGood ? words.works : words.fails}</Badge>
            <Text size="sm">
              {words.trySides[side]}: {because}
            </Text>
          </Group>
        ))}
      </Stack>
      <Ask
        isOpen={word !== null}
        onClose={() => setWord(null)}
        title={titles[asked]}
        help={words.mailboxHelp[asked]}
        label={words.because}
        isPending={change.isPending}
        onGiven={(because) =>
          change.mutate(
            { word: asked, because },
            {
              onSuccess({ alreadySent }) {
                const late =
                  alreadySent.length === 0 ? '' : ` ${words.onTheWire(alreadySent.length)}`;
                tell(words.mailboxDone[asked] + late);
                setWord(null);
              },
            },
          )
        }
      />
    </Stack>
  );
}
