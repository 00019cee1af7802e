// Undo of what was written to Lever: what would be taken back is shown first, and what Lever does not let us undo.
import { Button, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { usePreviewUndo, useUndo, type Undo, type UndoWish } from '../api/sync.ts';
import { countWords } from './number-words.ts';
import { tell } from './told.tsx';
import { texts } from '../texts/en.ts';
import { sync as words } from '../texts/sync.ts';

interface Props {
  /** A run, an import, or a person. */
  scope: UndoWish['scope'];
  isOpen: boolean;
  onClose: () => void;
}

export function UndoWrites({ scope, isOpen, onClose }: Props) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.undoTitle} size="lg">
      <Wish scope={scope} onClose={onClose} />
    </Modal>
  );
}

function Wish({ scope, onClose }: Omit<Props, 'isOpen'>) {
  const [reason, setReason] = useState('');
  const preview = usePreviewUndo();
  const undo = useUndo();
  const found = preview.data;
  const wish = { scope, reason };
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
        {undo.stepCount === 0 ? words.undoNone : words.undoCount(undo.stepCount, undo.recordCount)}
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
