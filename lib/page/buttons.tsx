/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * The page's usual buttons. None of them sends the form it stands in.
 * @module
 */
import type { ComponentProps } from "preact";

type ButtonProps = Omit<ComponentProps<"button">, "type" | "class">;

/** A button that does not draw the eye: everything but what most people do next. */
export function QuietButton(props: ButtonProps) {
  return <button type="button" class="quiet" {...props} />;
}

/** What most people do next; of several buttons side by side at most one. */
export function PrimaryButton(props: ButtonProps) {
  return <button type="button" class="primary" {...props} />;
}

/** A quiet button that shows a sign alone. Its name is for ears. */
export function IconButton({ name, ...rest }: ButtonProps & { readonly name: string }) {
  return <button type="button" class="quiet icon" aria-label={name} {...rest} />;
}
