// Undo of a run: what would be taken back is shown first, and what Lever does not let us take back.
import { Button, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { usePreviewUndo, useUndo, type Undo } from '../../api/sync.ts';
import { countWords } from '../../parts/number-words.ts';
import { tell } from '../../parts/told.tsx';
import { texts } from '../../texts/en.ts';

const words = texts.sync;

interface Props {
  id: string;
  isOpen: boolean;
  onClose: () => void;
}

export function UndoRun({ id, isOpen, onClose }: Props) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.undoTitle} size="lg">
      <Wish id={id} onClose={onClose} />
    </Modal>
  );
}

function Wish({ id, onClose }: Omit<Props, 'isOpen'>) {
  const [reason, setReason] = useState('');
  const preview = usePreviewUndo();
  const undo = useUndo();
  const found = preview.data;
  const wish = { scope: { runId: id }, reason };
  const submit = (): void => {
    if (found === undefined) return preview.mutate(wish);
    undo.mutate(wish, {
      onSuccess() {
        tell(words.undoStarted);
        onClose();
      },
    });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="sm">
        <Text size="sm" className="quiet">
          {words.undoHelp}
        </Text>
        <TextInput
          label={words.reason}
          description={words.reasonHelp}
          required
          maxLength={1_000}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {found === undefined ? null : <Found undo={found} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button
            type="submit"
            color={found === undefined ? 'blue' : 'red'}
            disabled={found?.stepCount === 0}
            loading={preview.isPending || undo.isPending}
          >
            {found === undefined ? words.undoPreview : words.undoGo(countWords(found.stepCount))}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Found({ undo }: { undo: Undo }) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {undo.stepCount === 0
          ? words.undoNone
          : words.undoCount(countWords(undo.stepCount), countWords(undo.recordCount))}
      </Text>
      <List size="sm">
        {undo.impossible.map((each) => (
          <List.Item key={each.because}>
            {words.undoImpossible(countWords(each.count), each.because)}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}
