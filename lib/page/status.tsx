/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * What is to be known of an illustration beside its pictures: what was decided, what goes on, what went
 * wrong, what the film will do with it.
 * @module
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { PrimaryButton, QuietButton } from "./buttons.tsx";
import { useParts } from "./context.ts";
import { type Illustration, numberText } from "./illustration.ts";
import type { PageWork } from "./state.ts";
import { clockText, count, dateText, t } from "./words.ts";

/** Marks beside the title. */
export function Chips({ illustration }: { readonly illustration: Illustration }) {
  const { decision, standing, clip, frames } = illustration;
  const isDecided = decision !== undefined && !decision.isOutdated;
  const number = illustration.pictures.find(({ id }) => id === decision?.picture)?.number;
  const isTaken = isDecided && decision.kind !== "reject";
  // What is kept, or put back, may be the original or what was chosen before.
  const isOther = decision?.picture !== undefined && decision.picture !== "current" && number !== 0;
  return (
    <div class="chips">
      {isTaken && (
        <span class="chip good">
          {isOther ? t("chosen", { id: decision.picture ?? "" }) : t("isKept")}
        </span>
      )}
      {isDecided && decision.kind === "reject" && <span class="chip bad">{t("isRejected")}</span>}
      {standing === "failed" && <span class="chip bad">{t("filter.failed")}</span>}
      {clip !== undefined && <span class="chip warn" title={t("clipHint")}>▶ {clip}</span>}
      {isDecided && frames.length > 1 && (
        <span class="chip warn" title={t("framesHint", { files: frames.join(", ") })}>
          {count("frames", frames.length)}
        </span>
      )}
    </div>
  );
}

/** What went wrong, the sentence first, the ids folded away; and what still shows the old picture. */
export function Notices({ illustration }: { readonly illustration: Illustration }) {
  const { review, doing } = useParts();
  const { index, notices, clip, recommendation } = illustration;
  const warnings = review.warnings.value.get(index) ?? [];
  return (
    <>
      {recommendation !== undefined && (
        <p class="notice advice">
          {t(recommendation.picture === undefined ? "adviceKeep" : "advice", {
            id: recommendation.picture ?? "",
          })}
          {recommendation.reason !== undefined && `: ${recommendation.reason}`}
        </p>
      )}
      {notices.map((notice) => <Failure key={notice.id} notice={notice} />)}
      {warnings.length > 0 && (
        <div class="notice warn">
          <div>{warnings.map((line) => <p key={line}>{line}</p>)}</div>
          {clip !== undefined && doing !== undefined && (
            <PrimaryButton onClick={() => doing.decider.setClipAside(illustration)}>
              {t("setClipAside", { clip })}
            </PrimaryButton>
          )}
        </div>
      )}
    </>
  );
}

function Failure({ notice }: { readonly notice: Illustration["notices"][number] }) {
  const { doing } = useParts();
  const { id, lines: [sentence, reason, ...rest] } = notice;
  return (
    <div class="notice bad">
      <div>
        <p>
          <strong>{sentence}</strong>
        </p>
        {reason !== undefined && <p>{reason}</p>}
        {rest.length > 0 && (
          <details>
            <summary>{t("details")}</summary>
            {rest.map((line) => <p key={line}>{line}</p>)}
          </details>
        )}
      </div>
      {doing !== undefined && (
        <QuietButton onClick={() => doing.decider.dismiss(id)}>{t("dismiss")}</QuietButton>
      )}
    </div>
  );
}

/** A picture that is still to come. */
export function WorkCard(
  { index, work, ratio }: {
    readonly index: number;
    readonly work: PageWork;
    readonly ratio: number;
  },
) {
  const { doing } = useParts();
  return (
    <li class="card is-work" data-id={work.key}>
      <div
        class={work.isLeft ? "frame is-left" : "frame is-working"}
        style={{ aspectRatio: String(ratio) }}
      />
      <div class="caption">
        <strong>{t(work.isLeft ? "left" : `state.${work.state}`)}</strong>
        {!work.isLeft && <Clock since={work.since} />}
        <span class="own facts">
          {[
            work.model,
            count("pictures", work.pictures),
            work.isLeft ? dateText(work.since) : work.note,
          ]
            .filter((each) => each !== undefined && each !== "").join(" · ")}
        </span>
        {work.isLeft && work.key.startsWith("o") && doing !== undefined && (
          <span class="card-buttons">
            <PrimaryButton
              aria-label={`${t("fetch")}: ${numberText(index)}`}
              onClick={() => doing.decider.resume(index, work)}
            >
              {t("fetch")}
            </PrimaryButton>
          </span>
        )}
      </div>
    </li>
  );
}

/** How long it has lasted. */
function Clock({ since }: { readonly since: string }) {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => now.value = Date.now(), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span class="clock" aria-hidden="true">
      {clockText((now.value - Date.parse(since)) / 1_000)}
    </span>
  );
}
