// API keys: made and shown once, rotated with an overlap, revoked after a look.
import { Badge, Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { apiKeysQuery, useRevokeKey, useRotateKey, type ApiKey } from '../../api/access.ts';
import { Section } from '../../parts/section.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';
import { access as words } from '../../texts/access.ts';
import { MakeKey } from './make-key.tsx';
import { ShownOnce } from './shown-once.tsx';

export function Keys() {
  const { data, error, refetch } = useQuery(apiKeysQuery);
  const [secret, setSecret] = useState<string | null>(null);
  const [asked, setAsked] = useState<ApiKey | null>(null);
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton h={200} />;
  return (
    <Stack gap="md">
      <Section title={words.keys} empty={data.items.length === 0 ? words.noKeys : null}>
        <Text size="sm" className="quiet">
          {words.keysHelp}
        </Text>
        <Stack gap="sm" component="ul" className="lines">
          {data.items.map((key) => (
            <KeyLine
              key={key.id}
              apiKey={key}
              onSecret={setSecret}
              onRevoke={() => setAsked(key)}
            />
          ))}
        </Stack>
      </Section>
      <MakeKey onSecret={setSecret} />
      <ShownOnce
        title={words.keyTitle}
        help={words.keyHelp}
        secret={secret}
        onClose={() => setSecret(null)}
      />
      <Revoke asked={asked} onClose={() => setAsked(null)} />
    </Stack>
  );
}

interface LineProps {
  apiKey: ApiKey;
  onSecret: (key: string) => void;
  onRevoke: () => void;
}

function KeyLine({ apiKey, onSecret, onRevoke }: LineProps) {
  const { name, hint, scopes, lastUsedAt, revokedAt, expiresAt } = apiKey;
  const rotate = useRotateKey();
  const isOver = expiresAt !== null && new Date(expiresAt) < new Date();
  return (
    <Group component="li" justify="space-between" py={6}>
      <Stack gap={0}>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {name}
          </Text>
          {scopes.map((scope) => (
            <Badge key={scope} color="gray">
              {scope}
            </Badge>
          ))}
          {revokedAt === null ? null : <Badge color="red">{words.revoked}</Badge>}
          {revokedAt === null && isOver ? <Badge color="orange">{words.expired}</Badge> : null}
        </Group>
        <Text size="xs" className="quiet">
          {words.hint(hint)} ·{' '}
          {lastUsedAt === null ? (
            words.neverUsed
          ) : (
            <>
              {words.lastUsed} <When at={lastUsedAt} />
            </>
          )}
          {expiresAt === null || isOver ? null : (
            <>
              {' · '}
              {words.until} <When at={expiresAt} />
            </>
          )}
        </Text>
      </Stack>
      {revokedAt !== null || isOver ? null : (
        <Group gap="xs">
          <Button
            variant="default"
            title={words.rotateHelp}
            loading={rotate.isPending}
            onClick={() => rotate.mutate(apiKey.id, { onSuccess: (made) => onSecret(made.key) })}
          >
            {words.rotate}
          </Button>
          <Button variant="subtle" onClick={onRevoke}>
            {words.revokeKey}
          </Button>
        </Group>
      )}
    </Group>
  );
}

function Revoke({ asked, onClose }: { asked: ApiKey | null; onClose: () => void }) {
  const revoke = useRevokeKey();
  return (
    <Modal opened={asked !== null} onClose={onClose} title={words.revokeKey}>
      <Stack gap="sm">
        <Text size="sm">{words.revokeAsk(asked?.name ?? '')}</Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button
            color="red"
            loading={revoke.isPending}
            onClick={() => {
              if (asked !== null) revoke.mutate(asked.id, { onSuccess: onClose });
            }}
          >
            {words.revokeKey}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
