// A new address for webhooks; its signing secret is shown once.
import {
  Button,
  Checkbox,
  Code,
  CopyButton,
  Group,
  Modal,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { useAddEndpoint } from '../../api/sync.ts';
import { spaced } from '../../parts/value-words.ts';
import { texts } from '../../texts/en.ts';
import { sync as words } from '../../texts/sync.ts';
import { outreachEvents } from './outreach-events.ts';

export function AddEndpoint({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.addEndpoint}>
      <Form onClose={onClose} />
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState<string[]>([...outreachEvents]);
  const add = useAddEndpoint();
  if (add.data !== undefined) return <Secret secret={add.data.secret} onClose={onClose} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ url, events });
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={words.url}
          description={words.urlHelp}
          type="url"
          required
          data-autofocus
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <Checkbox.Group label={words.event} value={events} onChange={setEvents}>
          <Stack gap={6} mt={4}>
            {outreachEvents.map((event) => (
              <Checkbox key={event} value={event} label={spaced(event)} size="xs" />
            ))}
          </Stack>
        </Checkbox.Group>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button type="submit" disabled={events.length === 0} loading={add.isPending}>
            {words.add}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Stack gap="sm">
      <Text size="sm" fw={600}>
        {words.secretTitle}
      </Text>
      <Code block>{secret}</Code>
      <Text size="sm" className="quiet">
        {words.secretHelp}
      </Text>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? texts.copied : texts.copy}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>{words.done}</Button>
      </Group>
    </Stack>
  );
}
