// One webhook: where it went, what it says, what was answered, and sending it again.
import { Button, Code, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import { deliveryQuery, useReplayDelivery } from '../../api/sync.ts';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { sync as words } from '../../texts/sync.ts';

export function OneDelivery({ id, onClose }: { id: string | null; onClose: () => void }) {
  return (
    <Modal opened={id !== null} onClose={onClose} title={words.lookAt} size="lg">
      {id === null ? null : <Whole id={id} onClose={onClose} />}
    </Modal>
  );
}

function Whole({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error } = useQuery(deliveryQuery(id));
  const replay = useReplayDelivery();
  const mayAct = useMay('rules.write');
  if (error !== null) return <Trouble error={error} />;
  if (data === undefined) return <Skeleton h={200} />;
  const canReplay = mayAct && data.state !== 'pending' && data.body !== null;
  return (
    <Stack gap="sm">
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {words.sentTo} {data.url}
      </Text>
      {data.lastError === null ? null : <Text size="sm">{data.lastError}</Text>}
      {data.body === null ? (
        <Text size="sm" className="quiet">
          {words.noBody}
        </Text>
      ) : (
        <Code block tabIndex={0}>
          {JSON.stringify(data.body, null, 2)}
        </Code>
      )}
      {canReplay ? (
        <Group justify="space-between">
          <Text size="xs" className="quiet">
            {words.idHelp}
          </Text>
          <Button
            loading={replay.isPending}
            onClick={() =>
              replay.mutate(id, {
                onSuccess() {
                  tell(words.retried);
                  onClose();
                },
              })
            }
          >
            {words.retry}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}
