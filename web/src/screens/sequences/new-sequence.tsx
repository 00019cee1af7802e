// A name, and the draft is there with a first email to work on.
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCreateSequence } from '../../api/sequences.ts';
import { texts } from '../../texts/en.ts';
import { sequences as words } from '../../texts/sequences.ts';
import { starterBody } from './starter.ts';

export function NewSequence({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.make}>
      <Form onClose={onClose} />
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const navigate = useNavigate();
  const create = useCreateSequence((id) => {
    onClose();
    void navigate({ to: '/sequences/$id', params: { id } });
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ name, body: starterBody() });
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={words.makeName}
          description={words.makeNameHelp}
          required
          maxLength={200}
          data-autofocus
          value={name}
          error={create.error?.message}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {words.makeGo}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
