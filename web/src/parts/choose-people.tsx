// Choosing people by typing a name: the ones chosen stand in the field.
import { MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { peopleQuery, valueOf } from '../api/people.ts';
import { texts } from '../texts/en.ts';

export interface Chosen {
  id: string;
  name: string;
}

const typingMs = 250;

export function ChoosePeople(props: {
  label: string;
  help: string;
  most: number;
  chosen: readonly Chosen[];
  onChange: (chosen: Chosen[]) => void;
}) {
  const { label, help, most, chosen, onChange } = props;
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [settled] = useDebouncedValue(text.trim(), typingMs);
  const found = useInfiniteQuery({ ...peopleQuery(settled), placeholderData: keepPreviousData });
  const people = (found.data?.pages[0]?.items ?? [])
    .filter((person) => !person.isErased)
    .map(({ id, canonical }) => {
      return { id, name: valueOf(canonical, 'name') ?? texts.people.unnamed };
    });
  const offered = [...chosen, ...people.filter(({ id }) => !chosen.some((one) => one.id === id))];
  return (
    <MultiSelect
      label={label}
      placeholder={chosen.length >= most ? '' : help}
      searchable
      clearable
      hidePickedOptions
      dropdownOpened={isOpen}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      onOptionSubmit={() => setOpen(false)}
      maxValues={most}
      data={offered.map(({ id, name }) => ({ value: id, label: name }))}
      filter={({ options }) => options}
      nothingFoundMessage={texts.people.noneFoundTitle}
      value={chosen.map(({ id }) => id)}
      searchValue={text}
      onSearchChange={setText}
      onChange={(ids) => onChange(offered.filter(({ id }) => ids.includes(id)))}
    />
  );
}
