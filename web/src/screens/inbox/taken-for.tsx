// What a message was taken for, how surely and why; and saying what it really was.
import {
  Alert,
  Badge,
  Button,
  Checkbox,
  Group,
  Modal,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useRelabel, type Intent, type MailKind, type Received } from '../../api/inbox.ts';
import { useMay } from '../../api/session.ts';
import { percentWords } from '../../parts/number-words.ts';
import { tell } from '../../parts/told.tsx';
import { texts } from '../../texts/en.ts';
import { inbox as words } from '../../texts/inbox.ts';
import { intentColours, kindColours } from './colours.ts';

const kinds = ['human', 'auto_reply', 'bounce', 'delay', 'complaint', 'receipt'] as const;
const intents = [
  'interested',
  'later',
  'referral',
  'not_interested',
  'stop',
  'left_company',
  'out_of_office',
  'other',
] as const;

export function TakenFor({ item }: { item: Received }) {
  const [isAsked, ask] = useDisclosure(false);
  const mayWrite = useMay('inbox.write');
  const why = [item.intentBecause, ...evidenceOf(item.evidence)].filter((each) => each !== null);
  return (
    <Stack gap={4}>
      <Group gap={6}>
        <Badge color={kindColours[item.kind]}>{words.kindNames[item.kind]}</Badge>
        {item.intent === null ? null : (
          <Badge color={intentColours[item.intent]}>{words.intents[item.intent]}</Badge>
        )}
        {item.confidence === null || item.labelledBy !== null ? null : (
          <Text size="xs" className="quiet">
            {words.sure(percentWords(item.confidence))}
          </Text>
        )}
        {mayWrite ? (
          <Button variant="subtle" size="compact-xs" onClick={ask.open}>
            {words.change}
          </Button>
        ) : null}
      </Group>
      {item.labelledBy !== null ? (
        <Text size="xs" className="quiet">
          {words.byPerson}
        </Text>
      ) : why.length === 0 ? null : (
        <Text size="xs" className="quiet">
          {words.because}: {why.join('; ')}
        </Text>
      )}
      <Modal opened={isAsked} onClose={ask.close} title={words.changeTitle}>
        <Form item={item} onClose={ask.close} />
      </Modal>
    </Stack>
  );
}

function evidenceOf(evidence: unknown): string[] {
  return Array.isArray(evidence) ? evidence.filter((each) => typeof each === 'string') : [];
}

function Form({ item, onClose }: { item: Received; onClose: () => void }) {
  const [kind, setKind] = useState<MailKind>(item.kind);
  const [intent, setIntent] = useState<Intent>(item.intent ?? 'other');
  const [because, setBecause] = useState('');
  const [givesRunBack, setGivesBack] = useState(false);
  const relabel = useRelabel(item.id);
  const wasFalseBounce = item.kind === 'bounce' && kind !== 'bounce';
  const submit = (): void =>
    relabel.mutate(
      {
        ...(kind === item.kind ? {} : { kind }),
        ...(kind === 'human' ? { intent } : {}),
        ...(wasFalseBounce ? { givesRunBack } : {}),
        because,
      },
      {
        onSuccess() {
          tell(words.changed);
          onClose();
        },
      },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="sm">
        <Text size="sm" className="quiet">
          {words.changeHelp}
        </Text>
        <Select
          label={words.kind}
          allowDeselect={false}
          data={kinds.map((value) => ({ value, label: words.kindNames[value] }))}
          value={kind}
          onChange={(value) => setKind(value ?? item.kind)}
        />
        {kind === 'human' ? (
          <Select
            label={words.intent}
            allowDeselect={false}
            data={intents.map((value) => ({ value, label: words.intents[value] }))}
            value={intent}
            onChange={(value) => setIntent(value ?? 'other')}
          />
        ) : null}
        {wasFalseBounce ? (
          <Checkbox
            label={words.givesRunBack}
            checked={givesRunBack}
            onChange={(event) => setGivesBack(event.currentTarget.checked)}
          />
        ) : null}
        <TextInput
          label={words.reason}
          description={words.reasonHelp}
          required
          maxLength={1_000}
          value={because}
          onChange={(event) => setBecause(event.currentTarget.value)}
        />
        {relabel.error === null ? null : <Alert color="red">{relabel.error.message}</Alert>}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button type="submit" loading={relabel.isPending}>
            {texts.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
