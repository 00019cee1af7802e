// Links and buttons that go to a place of the app, with the place's own search checked by the types.
import { Anchor, Button, type AnchorProps, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type Plain = Omit<
  AnchorHTMLAttributes<HTMLAnchorElement>,
  keyof AnchorProps | keyof ButtonProps
> & {
  ref?: Ref<HTMLAnchorElement>;
};

export const LinkTo = createLink((props: Plain & AnchorProps) => <Anchor {...props} />);

export const ButtonTo = createLink((props: Plain & ButtonProps) => (
  <Button component="a" {...props} />
));
