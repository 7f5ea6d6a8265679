/** @jsxImportSource preact */
/**
 * All keys on one sheet.
 * @module
 */
import { signal } from "@preact/signals";
import { IconButton } from "./buttons.tsx";
import { Dialog } from "./dialog.tsx";
import { ALL_KEYS } from "./key_list.ts";
import { t } from "./words.ts";

const isOpen = signal(false);

/** Opens the sheet. */
export function openHelp(): void {
  isOpen.value = true;
}

/** Whether the sheet lies over the page. */
export function isHelpOpen(): boolean {
  return isOpen.peek();
}

/** The sheet, when it is open. */
export function Help() {
  if (!isOpen.value) return null;
  const close = () => isOpen.value = false;
  return (
    <Dialog name="help" label={t("keys")} onClose={close}>
      <header>
        <h2>{t("keys")}</h2>
        <IconButton name={t("close")} data-first onClick={close}>
          ✕
        </IconButton>
      </header>
      <dl>
        {ALL_KEYS.map((
          { keys, word },
        ) => (
          <div key={word}>
            <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{t(word)}</dd>
          </div>
        ))}
      </dl>
      <p class="facts">{t("keysAnyLayout")}</p>
    </Dialog>
  );
}
