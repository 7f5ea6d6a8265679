/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * A window over the page: what lies behind is out of reach until it is closed.
 * @module
 */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** A modal window that opens when it is drawn. */
export function Dialog(
  { name, label, onClose, onKeyDown, onKeyUp, children }: {
    /** Class of the window. */
    readonly name: string;
    /** For ears. */
    readonly label: string;
    readonly onClose: () => void;
    readonly onKeyDown?: (event: KeyboardEvent) => void;
    readonly onKeyUp?: (event: KeyboardEvent) => void;
    readonly children: ComponentChildren;
  },
) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus({ preventScroll: true });
      }
    };
  }, []);
  return (
    <dialog
      ref={ref}
      class={name}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      {...(onKeyDown === undefined ? {} : { onKeyDown })}
      {...(onKeyUp === undefined ? {} : { onKeyUp })}
    >
      {children}
    </dialog>
  );
}
