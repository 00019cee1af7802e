// Asks for a reason before something that others will ask about.
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { texts } from '../texts/en.ts';

interface Props {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  help: string;
  label: string;
  isPending: boolean;
  onGiven: (reason: string) => void;
}

export function Ask(props: Props) {
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title={props.title}>
      <Form {...props} />
    </Modal>
  );
}

function Form({ onClose, title, help, label, isPending, onGiven }: Props) {
  const [reason, setReason] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onGiven(reason);
      }}
    >
      <Stack gap="sm">
        <Text size="sm" className="quiet">
          {help}
        </Text>
        <TextInput
          label={label}
          required
          maxLength={500}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button type="submit" loading={isPending}>
            {title}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
