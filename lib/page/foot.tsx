/** @jsxImportSource preact */
/**
 * The foot of the page: what was just said, else the keys that matter here. It has a place of its own,
 * so that no message ever covers a button.
 * @module
 */
import { IconButton, QuietButton } from "./buttons.tsx";
import { useParts } from "./context.ts";
import { HINTS } from "./key_list.ts";
import { t } from "./words.ts";

/** The foot, and the place where ears are told. */
export function Foot() {
  const { review, doing } = useParts();
  const { messages } = review;
  const shown = messages.shown.value;
  return (
    <footer class={shown.length > 0 ? "foot has-messages" : "foot"}>
      <div id="status" class="unseen" role="status" aria-live="polite">{messages.spoken.value}</div>
      {shown.length === 0
        ? (doing !== undefined && <Hints />)
        : shown.map(({ id, kind, lines, action }) => (
          <div key={id} class={`message ${kind}`} role={kind === "bad" ? "alert" : undefined}>
            <p>{lines.join(" ")}</p>
            {action !== undefined && (
              <QuietButton
                onClick={() => {
                  messages.close(id);
                  action.act();
                }}
              >
                {action.text}
              </QuietButton>
            )}
            <IconButton
              name={t("close")}
              onClick={() =>
                messages.close(id)}
            >
              ✕
            </IconButton>
          </div>
        ))}
    </footer>
  );
}

function Hints() {
  const { review } = useParts();
  const { mode } = review;
  return (
    <div class="hints">
      <ul aria-label={t("keys")}>
        {HINTS[mode.value].map((
          { keys, word },
        ) => (
          <li key={word}>
            {keys.map((key) => <kbd key={key}>{key}</kbd>)} {t(word)}
          </li>
        ))}
      </ul>
      {mode.value === "choose" && (
        <label class="careful">
          <input
            type="checkbox"
            checked={review.isCareful.value}
            onChange={(event) => review.isCareful.value = event.currentTarget.checked}
          />
          {t("careful")}
        </label>
      )}
    </div>
  );
}
