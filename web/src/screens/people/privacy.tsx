// Whether somebody may be contacted and on which ground; everything held as one file; erasing for good.
import { Badge, Button, Group, List, Modal, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  contactBasisQuery,
  erasurePreviewQuery,
  useErase,
  useTakeAway,
  type ErasurePreview,
} from '../../api/privacy.ts';
import { useMay } from '../../api/session.ts';
import { countWords } from '../../parts/number-words.ts';
import { Section } from '../../parts/section.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { texts } from '../../texts/en.ts';

const words = texts.people;

export function Privacy({ personId, isErased }: { personId: string; isErased: boolean }) {
  const { data } = useQuery({ ...contactBasisQuery(personId), enabled: !isErased });
  const mayExport = useMay('people.export');
  const mayErase = useMay('erasure.run');
  const takeAway = useTakeAway(personId);
  const [isOpen, dialog] = useDisclosure(false);
  return (
    <Section title={words.data}>
      <Stack gap={6}>
        {data?.items.map(({ channel, isAllowed, hasConsent, because }) => (
          <Group key={channel} justify="space-between" wrap="nowrap" gap="sm">
            <Text size="sm">
              {words.channels[channel] ?? channel}{' '}
              <span className="quiet">
                {[hasConsent ? words.hasConsent : '', because].filter(Boolean).join(' · ')}
              </span>
            </Text>
            <Badge color={isAllowed ? 'green' : 'red'}>
              {isAllowed ? words.allowed : words.refusedBasis}
            </Badge>
          </Group>
        ))}
      </Stack>
      <Group gap="xs">
        {mayExport ? (
          <Button
            variant="default"
            loading={takeAway.isPending}
            onClick={() => takeAway.mutate()}
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            {words.exportAll}
          </Button>
        ) : null}
        {mayErase && !isErased ? (
          <Button variant="default" c="var(--mantine-color-red-light-color)" onClick={dialog.open}>
            {words.erase}
          </Button>
        ) : null}
      </Group>
      <Modal opened={isOpen} onClose={dialog.close} title={words.eraseTitle}>
        <EraseForm personId={personId} onDone={dialog.close} />
      </Modal>
    </Section>
  );
}

function EraseForm({ personId, onDone }: { personId: string; onDone: () => void }) {
  const { data: preview, error } = useQuery(erasurePreviewQuery(personId));
  const erase = useErase(personId);
  const [because, setBecause] = useState('');
  if (error !== null) return <Trouble error={error} />;
  if (preview === undefined) return <Skeleton h={200} />;
  const isHeld = preview.legalHoldIds.length > 0;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        erase.mutate(because, {
          onSuccess() {
            tell(words.eraseStarted);
            onDone();
          },
        });
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{words.eraseHelp}</Text>
        <What preview={preview} />
        {isHeld ? (
          <Text size="sm" role="alert" fw={600}>
            {words.eraseHeld}
          </Text>
        ) : null}
        {preview.erasureId === null ? null : <Text size="sm">{words.eraseAsked}</Text>}
        <TextInput
          label={words.eraseReason}
          description={words.eraseReasonHelp}
          required
          maxLength={1_000}
          data-autofocus
          value={because}
          onChange={(event) => setBecause(event.currentTarget.value)}
        />
        {erase.error === null ? null : <Trouble error={erase.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            {texts.cancel}
          </Button>
          <Button type="submit" color="red" loading={erase.isPending}>
            {words.eraseGo}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function What({ preview }: { preview: ErasurePreview }) {
  const counts = Object.values(preview.rows);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return (
    <List size="sm">
      <List.Item>{words.eraseRows(countWords(rows), countWords(counts.length))}</List.Item>
      <List.Item>{words.eraseKeys(countWords(preview.turnedAwayBy))}</List.Item>
      <List.Item>{words.eraseLever(countWords(preview.inLever.length))}</List.Item>
      <List.Item>{words.eraseTold(countWords(preview.endpointsTold))}</List.Item>
    </List>
  );
}
