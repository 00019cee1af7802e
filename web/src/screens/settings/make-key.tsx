// Making an API key: what it is for, what it may do, how long it works.
import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useMakeKey, type Scope } from '../../api/access.ts';
import { Section } from '../../parts/section.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { access as words } from '../../texts/access.ts';

const scopes = Object.keys(words.scopeWords) as Scope[];

export function MakeKey({ onSecret }: { onSecret: (key: string) => void }) {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<string[]>(['intake']);
  const [day, setDay] = useState('');
  const make = useMakeKey();
  const submit = (): void => {
    const wish = {
      name: name.trim(),
      scopes: scopes.filter((scope) => chosen.includes(scope)),
      expiresAt: day === '' ? null : new Date(`${day}T23:59:59`).toISOString(),
    };
    make.mutate(wish, {
      onSuccess({ key }) {
        onSecret(key);
        setName('');
        setDay('');
      },
    });
  };
  return (
    <Section title={words.makeKey}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="sm">
          <Group align="flex-end" grow>
            <TextInput
              label={words.keyName}
              required
              miw={200}
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <TextInput
              label={words.expires}
              type="date"
              miw={200}
              value={day}
              onChange={(event) => setDay(event.currentTarget.value)}
            />
          </Group>
          <Checkbox.Group label={words.scopes} value={chosen} onChange={setChosen}>
            <Group gap="md" mt={6}>
              {scopes.map((scope) => (
                <Checkbox key={scope} value={scope} label={words.scopeWords[scope]} />
              ))}
            </Group>
          </Checkbox.Group>
          {make.error === null ? null : <Trouble error={make.error} />}
          <Group justify="flex-end">
            <Button type="submit" disabled={chosen.length === 0} loading={make.isPending}>
              {words.makeKey}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
