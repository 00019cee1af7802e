// Somebody who was invited joins; the token stands behind the # of the link, where no server log sees it.
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type * as contract from '../../../../src/http/contract/user.ts';
import { write } from '../../api/request.ts';
import { Trouble } from '../../parts/trouble.tsx';
import { texts } from '../../texts/en.ts';
import { Card } from './card.tsx';

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

export function Invitation() {
  const words = texts.session;
  const navigate = useNavigate();
  const client = useQueryClient();
  const form = useForm({ initialValues: { name: '', password: '' } });
  const join = useMutation({
    meta: { showsErrors: true },
    mutationFn: (values: { name: string; password: string }) =>
      write<typeof contract.acceptedAnswer>('POST', '/v1/invitations/accept', {
        ...values,
        timeZone,
        token: window.location.hash.slice(1),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['session'] });
      await navigate({ to: '/', replace: true });
    },
  });
  return (
    <Card title={words.inviteTitle} help={words.inviteHelp}>
      <form onSubmit={form.onSubmit((values) => join.mutate(values))}>
        <Stack gap="sm">
          <TextInput
            label={words.name}
            required
            autoFocus
            autoComplete="name"
            {...form.getInputProps('name')}
          />
          <PasswordInput
            label={words.password}
            description={words.passwordHelp}
            required
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          {join.error === null ? null : <Trouble error={join.error} />}
          <Button type="submit" size="sm" loading={join.isPending}>
            {words.join}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
