// The workspaces one belongs to, going to another, and adding one.
import { Badge, Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useAddWorkspace, useSwitchWorkspace, workspacesQuery } from '../../api/access.ts';
import { useMay, useSession } from '../../api/session.ts';
import { Section } from '../../parts/section.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { access as words } from '../../texts/access.ts';

export function Workspaces() {
  const { data, error, refetch } = useQuery(workspacesQuery);
  const { workspace } = useSession();
  const go = useSwitchWorkspace();
  const mayAdd = useMay('workspaces.write');
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton h={160} />;
  return (
    <Stack gap="md">
      <Section title={words.workspaces}>
        <Text size="sm" className="quiet">
          {words.workspacesHelp}
        </Text>
        <Stack gap="xs">
          {data.items.map((each) => (
            <Group key={each.id} justify="space-between">
              <Text size="sm">
                <b>{each.name}</b>{' '}
                <span className="quiet">
                  {each.slug} · {words.roles[each.role]}
                </span>
              </Text>
              {each.slug === workspace.slug ? (
                <Badge color="green">{words.here}</Badge>
              ) : (
                <Button variant="default" onClick={() => go.mutate(each.slug)}>
                  {words.go}
                </Button>
              )}
            </Group>
          ))}
        </Stack>
      </Section>
      {mayAdd ? <AddWorkspace /> : null}
    </Stack>
  );
}

function AddWorkspace() {
  const add = useAddWorkspace();
  const form = useForm({ initialValues: { name: '', slug: '', defaultRegion: 'US' } });
  const submit = form.onSubmit((wish) =>
    add.mutate(
      { ...wish, defaultRegion: wish.defaultRegion.toUpperCase() },
      {
        onSuccess() {
          tell(words.added);
          form.reset();
        },
      },
    ),
  );
  return (
    <Section title={words.addWorkspace}>
      <form onSubmit={submit}>
        <Stack gap="sm" maw={420}>
          <TextInput label={words.name} required maxLength={200} {...form.getInputProps('name')} />
          <TextInput
            label={words.slug}
            description={words.slugHelp}
            required
            maxLength={63}
            pattern="[a-z0-9\-]+"
            {...form.getInputProps('slug')}
          />
          <TextInput
            label={words.region}
            description={words.regionHelp}
            required
            minLength={2}
            maxLength={2}
            {...form.getInputProps('defaultRegion')}
          />
          {add.error === null ? null : <Trouble error={add.error} />}
          <Group justify="flex-end">
            <Button type="submit" loading={add.isPending}>
              {words.add}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
