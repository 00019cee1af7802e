// Publishing, pausing, going on, archiving, enrolling: what may be done with a sequence as it stands.
import { ActionIcon, Button, Group, Menu, Modal, Stack, Text, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import {
  useChangeState,
  usePublish,
  type SequenceWhole,
  type StateWord,
} from '../../api/sequences.ts';
import { Ask } from '../../parts/ask.tsx';
import { tell } from '../../parts/told.tsx';
import { texts } from '../../texts/en.ts';
import { sequences as words } from '../../texts/sequences.ts';
import { Enrol } from './enrol.tsx';

const asked = {
  pause: { title: words.pause, help: words.pauseHelp, done: words.paused },
  resume: { title: words.resume, help: words.resumeHelp, done: words.resumed },
  archive: { title: words.archiveTitle, help: words.archiveHelp, done: words.archived },
} as const;

export function StateActions({ whole }: { whole: SequenceWhole }) {
  const { sequence, newest } = whole;
  const mayWrite = useMay('outreach.write');
  const [word, setWord] = useState<StateWord | null>(null);
  const [isEnrolling, enrolling] = useDisclosure(false);
  if (!mayWrite || sequence.state === 'archived') return null;
  const isDraftNewest = newest.publishedAt === null;
  return (
    <Group gap="xs">
      {sequence.state === 'active' ? (
        <Button variant={isDraftNewest ? 'default' : 'filled'} onClick={enrolling.open}>
          {words.enrol}
        </Button>
      ) : null}
      {isDraftNewest ? <PublishButton whole={whole} /> : null}
      {sequence.state === 'draft' ? null : (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label={words.moreActions}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {sequence.state === 'active' ? (
              <Menu.Item onClick={() => setWord('pause')}>{words.pause}</Menu.Item>
            ) : (
              <Menu.Item onClick={() => setWord('resume')}>{words.resume}</Menu.Item>
            )}
            <Menu.Item color="red" onClick={() => setWord('archive')}>
              {words.archive}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <StateDialog id={sequence.id} word={word} onClose={() => setWord(null)} />
      <Enrol sequenceId={sequence.id} isOpen={isEnrolling} onClose={enrolling.close} />
    </Group>
  );
}

function PublishButton({ whole }: { whole: SequenceWhole }) {
  const { sequence, newest, problems } = whole;
  const [isAsked, ask] = useDisclosure(false);
  const publish = usePublish(sequence.id);
  const isFit = problems.length === 0;
  const go = (): void =>
    publish.mutate(undefined, {
      onSuccess({ version }) {
        tell(words.published(version));
        ask.close();
      },
    });
  return (
    <>
      <Tooltip label={words.notYet} disabled={isFit}>
        <Button
          {...(isFit ? {} : { 'data-disabled': true })}
          aria-disabled={!isFit}
          onClick={() => (isFit ? ask.open() : undefined)}
        >
          {words.publish}
        </Button>
      </Tooltip>
      <Modal opened={isAsked} onClose={ask.close} title={words.publish}>
        <Stack gap="sm">
          <Text size="sm">{words.publishHelp(newest.version)}</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={ask.close}>
              {texts.cancel}
            </Button>
            <Button data-autofocus loading={publish.isPending} onClick={go}>
              {words.publish}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

function StateDialog(props: { id: string; word: StateWord | null; onClose: () => void }) {
  const change = useChangeState(props.id);
  const word = props.word ?? 'pause';
  const { title, help, done } = asked[word];
  return (
    <Ask
      isOpen={props.word !== null}
      onClose={props.onClose}
      title={title}
      help={help}
      label={words.because}
      isPending={change.isPending}
      onGiven={(because) =>
        change.mutate(
          { word, because },
          {
            onSuccess({ alreadySent }) {
              const late =
                alreadySent.length === 0 ? '' : ` ${words.onTheWire(alreadySent.length)}`;
              tell(done + late);
              props.onClose();
            },
          },
        )
      }
    />
  );
}
