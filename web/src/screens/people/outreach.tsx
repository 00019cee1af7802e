// What runs towards somebody, what holds it, and holding or lifting by hand.
import { Badge, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useLiftHold, usePlaceHold, type Hold, type PersonWhole } from '../../api/people.ts';
import { useMay } from '../../api/session.ts';
import { Section } from '../../parts/section.tsx';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';

const words = texts.people;
const colours = { active: 'green', paused: 'orange', stopped: 'red', finished: 'gray' } as const;

type Asked = { kind: 'pause' } | { kind: 'stop' } | { kind: 'lift'; hold: Hold };

export function Outreach({ person }: { person: PersonWhole }) {
  const mayChange = useMay('rules.write');
  const [asked, setAsked] = useState<Asked>({ kind: 'pause' });
  const [isOpen, dialog] = useDisclosure(false);
  const holds = person.holds.filter((hold) => hold.liftedAt === null);
  const isEmpty = holds.length === 0 && person.enrollments.length === 0;
  const ask = (what: Asked): void => {
    setAsked(what);
    dialog.open();
  };
  const isStopped = holds.some((hold) => hold.effect === 'stop');
  const aside =
    !mayChange || person.isErased || isStopped ? null : (
      <Group gap="xs">
        {holds.length === 0 ? (
          <Button variant="default" onClick={() => ask({ kind: 'pause' })}>
            {words.pause}
          </Button>
        ) : null}
        <Button variant="default" onClick={() => ask({ kind: 'stop' })}>
          {words.stop}
        </Button>
      </Group>
    );
  return (
    <Section title={words.outreach} aside={aside} empty={isEmpty ? words.noOutreach : null}>
      <Stack gap="sm">
        {holds.map((hold) => (
          <Group key={hold.id} justify="space-between" wrap="nowrap">
            <Stack gap={0}>
              <Text size="sm">{hold.because}</Text>
              <Text size="xs" className="quiet">
                <When at={hold.placedAt} />
              </Text>
            </Stack>
            <Group gap="xs" wrap="nowrap">
              <Badge color={hold.effect === 'stop' ? 'red' : 'orange'}>
                {hold.effect === 'stop' ? words.stopped : words.held}
              </Badge>
              {mayChange && hold.cause !== 'erasure' ? (
                <Button variant="subtle" onClick={() => ask({ kind: 'lift', hold })}>
                  {words.lift}
                </Button>
              ) : null}
            </Group>
          </Group>
        ))}
        {person.enrollments.map((run) => (
          <Group key={run.id} justify="space-between" wrap="nowrap">
            <Stack gap={0}>
              <Text size="sm">{run.sequence}</Text>
              <Text size="xs" className="quiet">
                {run.because ?? run.source} · <When at={run.changedAt} />
              </Text>
            </Stack>
            <Badge color={colours[run.state]}>{words.enrollment[run.state]}</Badge>
          </Group>
        ))}
      </Stack>
      <Modal opened={isOpen} onClose={dialog.close} title={titleOf(asked)}>
        <Ask person={person} asked={asked} onDone={dialog.close} />
      </Modal>
    </Section>
  );
}

function titleOf(asked: Asked): string {
  return asked.kind === 'lift' ? words.lift : words[asked.kind];
}

/** Every hold and every lift has a reason, for whoever asks later. */
function Ask(props: { person: PersonWhole; asked: Asked; onDone: () => void }) {
  const { person, asked, onDone } = props;
  const [because, setBecause] = useState('');
  const place = usePlaceHold(person.id);
  const lift = useLiftHold(person.id);
  const submit = (): void => {
    if (asked.kind === 'lift') {
      lift.mutate({ id: asked.hold.id, because }, { onSuccess: onDone });
    } else place.mutate({ effect: asked.kind, because }, { onSuccess: onDone });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={words.because}
          description={words.becauseHelp}
          required
          maxLength={1_000}
          data-autofocus
          value={because}
          onChange={(event) => setBecause(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            {texts.cancel}
          </Button>
          <Button
            type="submit"
            color={asked.kind === 'stop' ? 'red' : 'blue'}
            loading={place.isPending || lift.isPending}
          >
            {titleOf(asked)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
