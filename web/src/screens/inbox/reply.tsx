// One received message: who, what it was taken for and why, what they wrote, and the answer in its thread.
import {
  Alert,
  Badge,
  Button,
  Collapse,
  Group,
  Menu,
  Paper,
  Select,
  Skeleton,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { colleaguesQuery } from '../../api/colleagues.ts';
import {
  receivedQuery,
  useChangeReceived,
  type Received,
  type ReceivedWhole,
} from '../../api/inbox.ts';
import { useMay } from '../../api/session.ts';
import { LinkTo } from '../../parts/link-to.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { When } from '../../parts/when.tsx';
import { inbox as words } from '../../texts/inbox.ts';
import { AnswerForm } from './answer-form.tsx';
import type { Handle } from './handling.ts';
import { History } from './history.tsx';
import { letterOf } from './quoted.ts';
import { TakenFor } from './taken-for.tsx';
import { snoozeTimes } from './snooze-times.ts';

export function Reply(props: {
  item: Received;
  answerRef: RefObject<HTMLTextAreaElement | null>;
  onHandle: Handle;
}) {
  const { item, answerRef, onHandle } = props;
  const found = useQuery(receivedQuery(item.id));
  const mayWrite = useMay('inbox.write');
  const name = item.personName ?? item.fromName ?? item.from ?? words.unnamed;
  return (
    <Stack gap="md">
      <Paper component="article" aria-labelledby="received-head" p="md">
        <Stack gap="sm">
          <Head item={item} name={name} onHandle={onHandle} mayWrite={mayWrite} />
          {item.needsReview ? <Alert color="orange">{words.review}</Alert> : null}
          <TakenFor item={item} />
          {found.error === null ? null : <Trouble error={found.error} />}
          {found.data === undefined ? <Skeleton h={96} /> : <LetterShown whole={found.data} />}
        </Stack>
      </Paper>
      {mayWrite && item.kind === 'human' ? (
        <AnswerForm key={item.id} item={item} name={name} answerRef={answerRef} />
      ) : null}
      {found.data === undefined ? null : <History whole={found.data} />}
    </Stack>
  );
}

function Head(props: { item: Received; name: string; mayWrite: boolean; onHandle: Handle }) {
  const { item, name, mayWrite, onHandle } = props;
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <Stack gap={0} flex={1} miw={220}>
        <Title order={2} id="received-head">
          {item.subject === null || item.subject === '' ? words.noSubject : item.subject}
        </Title>
        <Group gap={6}>
          {item.personId === null ? (
            <Text size="sm">{name}</Text>
          ) : (
            <LinkTo to="/people/$id" params={{ id: item.personId }} size="sm" fw={500}>
              {name}
            </LinkTo>
          )}
          <Text size="xs" className="quiet">
            {item.from} · <When at={item.receivedAt} />
            {item.matchedBy === null ? '' : ` · ${words.matchedBy[item.matchedBy]}`}
          </Text>
        </Group>
      </Stack>
      {mayWrite ? (
        <Group gap="xs">
          <Whose item={item} />
          <SnoozeMenu item={item} onHandle={onHandle} />
          <Button
            variant="default"
            onClick={() => onHandle(item, item.state === 'done' ? 'reopen' : 'done')}
          >
            {item.state === 'done' ? words.reopen : words.done}
          </Button>
        </Group>
      ) : null}
      {item.snoozedUntil === null || item.state !== 'snoozed' ? null : (
        <Badge color="gray">
          {words.until} <When at={item.snoozedUntil} />
        </Badge>
      )}
    </Group>
  );
}

function Whose({ item }: { item: Received }) {
  const people = useQuery(colleaguesQuery).data?.items.filter(
    ({ disabledAt }) => disabledAt === null,
  );
  const change = useChangeReceived();
  const known = (people ?? []).map(({ email, name }) => ({ value: email, label: name }));
  const isStranger = item.assignee !== null && !known.some(({ value }) => value === item.assignee);
  const strangers =
    isStranger && item.assignee !== null ? [{ value: item.assignee, label: item.assignee }] : [];
  return (
    <Select
      size="xs"
      w={150}
      aria-label={words.assignee}
      placeholder={words.nobody}
      clearable
      data={[...known, ...strangers]}
      value={item.assignee}
      onChange={(assignee) => change.mutate({ id: item.id, assignee })}
    />
  );
}

const snoozes = ['hours', 'tomorrow', 'week'] as const;

function SnoozeMenu({ item, onHandle }: { item: Received; onHandle: Handle }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default">{words.snooze}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {snoozes.map((each) => (
          <Menu.Item
            key={each}
            onClick={() => onHandle(item, { until: snoozeTimes(new Date())[each] })}
          >
            {words.snoozes[each]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function LetterShown({ whole }: { whole: ReceivedWhole }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  if (whole.text === null) {
    return (
      <Text size="sm" className="quiet">
        {words.erased}
      </Text>
    );
  }
  const { said, quoted } = letterOf(whole.text, whole.item.excerpt);
  return (
    <Stack gap="xs">
      <Text className="letter">{said}</Text>
      {whole.item.isTruncated ? (
        <Text size="xs" className="quiet">
          {words.cut}
        </Text>
      ) : null}
      {quoted === '' ? null : (
        <>
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            style={{ alignSelf: 'flex-start' }}
            aria-expanded={isOpen}
            onClick={toggle}
          >
            {isOpen ? words.hideQuoted : words.quoted}
          </Button>
          <Collapse expanded={isOpen}>
            <Text size="sm" className="letter-quoted">
              {quoted}
            </Text>
          </Collapse>
        </>
      )}
    </Stack>
  );
}
