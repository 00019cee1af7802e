// The answer, in the thread and from the mailbox the message came to.
import { Alert, Button, Group, Kbd, Paper, Stack, Text, Textarea } from '@mantine/core';
import { useState, type RefObject } from 'react';
import { useAnswer, type Received } from '../../api/inbox.ts';
import { tell } from '../../parts/told.tsx';
import { inbox as words } from '../../texts/inbox.ts';

export function AnswerForm(props: {
  item: Received;
  name: string;
  answerRef: RefObject<HTMLTextAreaElement | null>;
}) {
  const { item, name, answerRef } = props;
  const [text, setText] = useState('');
  const answer = useAnswer(item.id);
  if (item.mailboxId === null) {
    return (
      <Text size="sm" className="quiet">
        {words.noMailbox}
      </Text>
    );
  }
  const send = (): void => {
    if (text.trim() === '' || answer.isPending) return;
    answer.mutate(text, {
      onSuccess() {
        setText('');
        tell(words.sent);
      },
    });
  };
  return (
    <Paper p="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Stack gap="xs">
          <Textarea
            ref={answerRef}
            label={words.answerLabel(name)}
            description={words.answerHelp}
            autosize
            minRows={4}
            maxLength={100_000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
              // Back to the list, so that j and k go on.
              if (event.key === 'Escape') event.currentTarget.blur();
            }}
          />
          {answer.error === null ? null : (
            <Alert color="red" role="alert">
              {answer.error.message}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Kbd size="xs" visibleFrom="sm">
              {words.sendKey}
            </Kbd>
            <Button type="submit" disabled={text.trim() === ''} loading={answer.isPending}>
              {words.send}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
