// The first owner, with the code that the server printed.
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { Problem } from '../../api/request.ts';
import { useSetUp } from '../../api/session.ts';
import { Trouble } from '../../parts/trouble.tsx';
import { texts } from '../../texts/en.ts';
import { Card } from './card.tsx';

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

export function Setup() {
  const words = texts.session;
  const navigate = useNavigate();
  const setUp = useSetUp();
  const form = useForm({
    initialValues: { code: window.location.hash.slice(1), name: '', email: '', password: '' },
  });
  const submit = form.onSubmit((values) =>
    setUp.mutate(
      { ...values, timeZone },
      {
        onSuccess: () => void navigate({ to: '/', replace: true }),
        onError(error) {
          if (error instanceof Problem && error.field !== null && error.field in form.values) {
            form.setFieldError(error.field, error.message);
          }
        },
      },
    ),
  );
  const isTold = setUp.error instanceof Problem && setUp.error.field !== null;
  return (
    <Card title={words.setupTitle} help={words.setupHelp}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={words.setupCode}
            required
            autoComplete="off"
            {...form.getInputProps('code')}
          />
          <TextInput
            label={words.name}
            required
            autoComplete="name"
            {...form.getInputProps('name')}
          />
          <TextInput
            label={words.email}
            required
            type="email"
            autoComplete="username"
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={words.newPassword}
            description={words.passwordHelp}
            required
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          {setUp.error === null || isTold ? null : <Trouble error={setUp.error} />}
          <Button type="submit" size="sm" loading={setUp.isPending}>
            {words.begin}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
