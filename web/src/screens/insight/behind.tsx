// A figure that opens the people behind it, with what it counts in words.
import { Modal, Stack, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { definitionsQuery, type Behind, type KpiFilter } from '../../api/insight.ts';
import { BehindNumber } from '../../parts/behind-number.tsx';
import { insight as words } from '../../texts/insight.ts';

export function Opens(props: {
  /** What the figure is called, for those who do not see it. */
  name: string;
  filter: KpiFilter;
  behind: Behind;
  isWide?: boolean;
  children: ReactNode;
}) {
  const { name, filter, behind, isWide = false, children } = props;
  const [isOpen, { open, close }] = useDisclosure(false);
  const known = useQuery(definitionsQuery).data?.items;
  const meaning = known?.find(({ kpi }) => kpi === behind.kpi);
  return (
    <>
      <UnstyledButton
        className={isWide ? 'figure' : 'figure-in-row'}
        fz={isWide ? 'md' : 'inherit'}
        onClick={open}
      >
        {children}
        <VisuallyHidden>{words.showPeople(name)}</VisuallyHidden>
      </UnstyledButton>
      <Modal opened={isOpen} onClose={close} title={name} size="lg">
        <Stack gap="sm">
          {meaning === undefined ? null : (
            <Text size="sm" className="quiet">
              {meaning.counts}
            </Text>
          )}
          {isOpen ? <BehindNumber filter={filter} behind={behind} /> : null}
        </Stack>
      </Modal>
    </>
  );
}
