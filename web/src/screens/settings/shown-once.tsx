// A secret that is told once: to be copied before the dialog is closed.
import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import { texts } from '../../texts/en.ts';
import { access as words } from '../../texts/access.ts';

interface Props {
  title: string;
  help: string;
  /** Null: nothing to show. */
  secret: string | null;
  onClose: () => void;
}

export function ShownOnce({ title, help, secret, onClose }: Props) {
  return (
    <Modal opened={secret !== null} onClose={onClose} title={title} closeOnClickOutside={false}>
      <Stack gap="sm">
        <Text size="sm" className="quiet">
          {help}
        </Text>
        <Code block tabIndex={0} style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {secret}
        </Code>
        <Group justify="flex-end" gap="xs">
          <CopyButton value={secret ?? ''}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? texts.copied : texts.copy}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{words.done}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
