// Connecting a mailbox: at Google or Microsoft by their consent page, anywhere else by SMTP and IMAP.
import {
  Alert,
  Button,
  Group,
  Modal,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useConnectMailbox, useStartConsent, type MailServer } from '../../api/mailboxes.ts';
import { useSession } from '../../api/session.ts';
import { tell } from '../../parts/told.tsx';
import { texts } from '../../texts/en.ts';
import { sequences as words } from '../../texts/sequences.ts';

const ways = ['google', 'microsoft', 'password'] as const;
type Way = (typeof ways)[number];
const securities = (['tls', 'starttls', 'none'] as const).map((value) => {
  return { value, label: words.securities[value] };
});

interface Values {
  address: string;
  senderName: string;
  signInAs: string;
  password: string;
  smtp: MailServer;
  imap: MailServer;
}

export function ConnectMailbox({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.connectMailbox} size="lg">
      <Form onClose={onClose} />
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const { user } = useSession();
  const [way, setWay] = useState<Way>('google');
  const form = useForm<Values>({
    initialValues: {
      address: user.email,
      senderName: user.name,
      signInAs: '',
      password: '',
      smtp: { host: '', port: 465, security: 'tls' },
      imap: { host: '', port: 993, security: 'tls' },
    },
  });
  const navigate = useNavigate();
  const connect = useConnectMailbox();
  const consent = useStartConsent();
  const error = way === 'password' ? connect.error : consent.error;
  const submit = (values: Values): void => {
    const who = { address: values.address, senderName: values.senderName, zone: user.timeZone };
    if (way !== 'password') return consent.mutate({ ...who, provider: way });
    connect.mutate(
      {
        ...who,
        provider: 'other',
        smtp: values.smtp,
        imap: values.imap.host.trim() === '' ? null : values.imap,
        password: values.password,
        ...(values.signInAs.trim() === '' ? {} : { signInAs: values.signInAs.trim() }),
      },
      {
        onSuccess({ id }) {
          tell(words.connected);
          onClose();
          void navigate({ to: '/sequences', search: { tab: 'mailboxes', mailbox: id } });
        },
      },
    );
  };
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Stack gap="sm">
        <SegmentedControl
          aria-label={words.way}
          data={ways.map((value) => ({ value, label: words.ways[value] }))}
          value={way}
          onChange={(value) => setWay(ways.find((each) => each === value) ?? 'password')}
        />
        <Text size="sm" className="quiet">
          {words.connectHelp}
        </Text>
        <Group grow align="flex-start">
          <TextInput label={words.address} required {...form.getInputProps('address')} />
          <TextInput label={words.senderName} required {...form.getInputProps('senderName')} />
        </Group>
        {way === 'password' ? <Servers form={form} /> : null}
        {error === null ? null : (
          <Alert color="red" role="alert">
            {error.message}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button type="submit" loading={connect.isPending || consent.isPending}>
            {way === 'password' ? words.connect : words.goToConsent}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Servers({ form }: { form: UseFormReturnType<Values> }) {
  return (
    <>
      <ServerFields form={form} name="smtp" label={words.smtpHost} isNeeded />
      <ServerFields form={form} name="imap" label={words.imapHost} isNeeded={false} />
      <Text size="xs" className="quiet">
        {words.imapHelp}
      </Text>
      <Group grow align="flex-start">
        <TextInput
          label={words.signInAs}
          description={words.signInAsHelp}
          autoComplete="off"
          {...form.getInputProps('signInAs')}
        />
        <PasswordInput
          label={words.password}
          description={words.passwordHelp}
          required
          autoComplete="off"
          {...form.getInputProps('password')}
        />
      </Group>
    </>
  );
}

function ServerFields(props: {
  form: UseFormReturnType<Values>;
  name: 'smtp' | 'imap';
  label: string;
  isNeeded: boolean;
}) {
  const { form, name, label, isNeeded } = props;
  return (
    <Group gap="sm" align="flex-end">
      <TextInput
        label={label}
        flex={1}
        miw={200}
        required={isNeeded}
        {...form.getInputProps(`${name}.host`)}
      />
      <NumberInput
        label={words.port}
        aria-label={`${label}, ${words.port}`}
        w={96}
        min={1}
        max={65_535}
        {...form.getInputProps(`${name}.port`)}
      />
      <Select
        label={words.security}
        aria-label={`${label}, ${words.security}`}
        w={128}
        data={securities}
        allowDeselect={false}
        {...form.getInputProps(`${name}.security`)}
      />
    </Group>
  );
}
