/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * The head of the page: whose pictures, how they are shown, how far one is.
 * @module
 */
import { IconButton, QuietButton } from "./buttons.tsx";
import { useParts } from "./context.ts";
import { openHelp } from "./help.tsx";
import type { Mode } from "./review.ts";
import { Spent } from "./spent.tsx";
import { count, lang, setup, t } from "./words.ts";

const MODES: readonly Mode[] = ["overview", "choose", "film"];

/** The head; what can only look has no buttons that do anything. */
export function Head() {
  const { review, doing } = useParts();
  const modes = doing === undefined ? MODES.filter((mode) => mode !== "choose") : MODES;
  return (
    <header class="head">
      <div class="name">
        <h1>{review.server.value.pipeline}</h1>
        {setup().isRehearsal && (
          <span class="chip warn" title={t("rehearsalHint")}>{t("rehearsal")}</span>
        )}
      </div>
      <div class="modes" role="group" aria-label={t("modes")}>
        {modes.map((mode) => (
          <button
            key={mode}
            type="button"
            aria-pressed={review.mode.value === mode}
            onClick={() => review.mode.value = mode}
          >
            {t(`mode.${mode}`)}
          </button>
        ))}
      </div>
      <Progress />
      <Spent />
      {doing !== undefined && <Doing />}
    </header>
  );
}

/** How many are decided. */
function Progress() {
  const { review } = useParts();
  const { all, decided, rejected, bare, failed } = review.counts.value;
  const toDecide = all - bare;
  const done = decided + rejected;
  if (toDecide === 0) return <div class="progress" />;
  return (
    <div class="progress" title={count("undecidedLeft", review.counts.value.undecided)}>
      <span class="progress-text">{t("progress", { done, all: toDecide })}</span>
      <span class="progress-bar" aria-hidden="true">
        <span style={{ width: `${Math.round(100 * done / toDecide)}%` }} />
      </span>
      {failed > 0 && (
        <button
          type="button"
          class="chip bad"
          onClick={() => {
            review.filter.value = "failed";
            review.mode.value = "overview";
          }}
        >
          {count("failedCount", failed)}
        </button>
      )}
    </div>
  );
}

function Doing() {
  const { review, doing } = useParts();
  if (doing === undefined) return null;
  const { order, switchLang } = doing;
  const rejected = review.counts.value.rejected;
  const progress = order.progress.value;
  const again = () =>
    order.open(review.illustrations.peek().filter(({ standing }) => standing === "rejected"));
  return (
    <div class="head-buttons">
      {progress !== undefined && progress.done < progress.all && (
        <span
          class="batch"
          role="progressbar"
          aria-valuemin={0}
          aria-valuemax={progress.all}
          aria-valuenow={progress.done}
          aria-label={t("batchLabel")}
        >
          {t("batch", progress)}
        </span>
      )}
      {rejected > 0 && (
        <button type="button" class="again" onClick={again}>
          {t("rejectedAgain", { n: rejected })}
        </button>
      )}
      <QuietButton lang={lang() === "ru" ? "en" : "ru"} onClick={switchLang}>
        {lang() === "ru" ? "English" : "Русский"}
      </QuietButton>
      <IconButton name={t("keys")} title={t("keys")} onClick={openHelp}>
        ?
      </IconButton>
    </div>
  );
}
