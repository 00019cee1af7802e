// Enrolling many: first the sequence, then its own dialog, which says for each person what stands against it.
import { Modal, Select, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sequencesQuery } from '../../api/sequences.ts';
import type { Chosen } from '../../parts/choose-people.tsx';
import { texts } from '../../texts/en.ts';
import { Enrol } from '../sequences/enrol.tsx';

const words = texts.people;

interface Props {
  chosen: readonly Chosen[];
  isOpen: boolean;
  onClose: () => void;
}

export function BulkEnrol({ chosen, isOpen, onClose }: Props) {
  const list = useInfiniteQuery({ ...sequencesQuery, enabled: isOpen });
  const [sequenceId, setSequenceId] = useState<string | null>(null);
  const active = list.data?.pages
    .flatMap((page) => page.items)
    .filter(({ state }) => state === 'active');
  if (sequenceId !== null) {
    const close = (): void => {
      setSequenceId(null);
      onClose();
    };
    return <Enrol sequenceId={sequenceId} people={chosen} isOpen={isOpen} onClose={close} />;
  }
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.bulkEnrol}>
      <Stack gap="sm">
        <Select
          label={words.sequence}
          searchable
          data={active?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          value={null}
          onChange={setSequenceId}
        />
        {active?.length === 0 ? <Text size="sm">{words.noSequence}</Text> : null}
      </Stack>
    </Modal>
  );
}
