/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * The whole page: head, the mode of the moment, the order beside it, the foot.
 * @module
 */
import { useSignalEffect } from "@preact/signals";
import { Choose } from "./choose.tsx";
import { CloseLookWindow } from "./close_look.tsx";
import { type PageParts, PartsProvider, useParts } from "./context.ts";
import { Film } from "./film.tsx";
import { Foot } from "./foot.tsx";
import { Head } from "./head.tsx";
import { Help } from "./help.tsx";
import { OrderPanel } from "./order_panel.tsx";
import { Overview } from "./overview.tsx";
import { setup, t } from "./words.ts";

/** The page around its parts. */
export function App({ parts }: { readonly parts: PageParts }) {
  return (
    <PartsProvider value={parts}>
      <Page />
    </PartsProvider>
  );
}

function Page() {
  const { review, look, doing } = useParts();
  useSignalEffect(() => {
    const { failed } = review.counts.value;
    const title = `${review.server.value.pipeline} · ${t("title")}`;
    document.title = failed > 0 ? `⚠ ${failed} · ${title}` : title;
  });
  const mode = review.mode.value;
  const isOrdering = doing !== undefined && doing.order.indices.value !== undefined;
  return (
    <>
      <a class="skip" href="#main">{t("skip")}</a>
      <div class={`page is-${mode}${isOrdering ? " is-ordering" : ""}`}>
        <Head />
        {review.banner.value !== undefined && (
          <div id="banner" role="alert">{review.banner.value}</div>
        )}
        <div class="body">
          {review.illustrations.value.length === 0
            ? <Empty />
            : mode === "overview"
            ? <Overview />
            : mode === "choose"
            ? <Choose />
            : <Film />}
          {isOrdering && <OrderPanel />}
        </div>
        <Foot />
      </div>
      {look.isOpen.value && <CloseLookWindow />}
      <Help />
    </>
  );
}

/** A pipeline without illustrations: what comes next is said. */
function Empty() {
  return (
    <main id="main" class="empty" tabIndex={-1}>
      <h2>{t("empty")}</h2>
      <p>{t(setup().isRehearsal ? "emptyNextRehearsal" : "emptyNext")}</p>
    </main>
  );
}
