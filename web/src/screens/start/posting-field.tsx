// A posting of the Lever account, chosen by its name.
import { Loader, Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { catalogQuery } from '../../api/rules.ts';
import { start as words } from '../../texts/start.ts';

const typingMs = 200;

interface Props {
  /** '' is none. */
  value: string;
  onChange: (id: string) => void;
}

export function PostingField({ value, onChange }: Props) {
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text.trim(), typingMs);
  const whole = useQuery(catalogQuery('posting')).data?.items ?? [];
  const own = whole.find(({ id }) => id === value);
  // What stands in the field is the name of the chosen one; it is no search.
  const wanted = settled === (own?.text ?? '') ? '' : settled;
  const found = useQuery({
    ...catalogQuery('posting', wanted),
    placeholderData: keepPreviousData,
  });
  const items = found.data?.items ?? [];
  const isKnown = value === '' || items.some(({ id }) => id === value);
  return (
    <Select
      label={words.posting}
      description={words.postingHelpChoose}
      placeholder={words.postingChoose}
      searchable
      clearable
      data={[
        ...(isKnown ? [] : [{ value, label: own?.text ?? value }]),
        ...items.map(({ id, text: label }) => ({ value: id, label })),
      ]}
      filter={({ options }) => options}
      nothingFoundMessage={words.noPostings}
      rightSection={found.isFetching ? <Loader size={14} /> : undefined}
      value={value === '' ? null : value}
      onSearchChange={setText}
      onChange={(next) => onChange(next ?? '')}
    />
  );
}

/** What a posting is called; its id where it is closed or was never read. */
export function PostingName({ id }: { id: string }) {
  const items = useQuery(catalogQuery('posting')).data?.items;
  if (id === '') return <span className="quiet">{words.noPosting}</span>;
  const found = items?.find((each) => each.id === id);
  if (found !== undefined || items === undefined) return <>{found?.text ?? ''}</>;
  return (
    <>
      {id}
      <Text size="xs" className="quiet">
        {words.postingClosed}
      </Text>
    </>
  );
}
