/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * Ordering, beside the pictures and not over them: the form, below it the price, and only then the order.
 * @module
 */
import { useLayoutEffect, useRef } from "preact/hooks";
import { IconButton, PrimaryButton, QuietButton } from "./buttons.tsx";
import { useParts } from "./context.ts";
import { numberText } from "./illustration.ts";
import { OrderFields } from "./order_fields.tsx";
import type { OrderPanelState } from "./order.ts";
import { referenceTitle } from "./reference_names.ts";
import type { SentOrder } from "./state.ts";
import { count, t } from "./words.ts";

/** The panel, while something is ordered. */
export function OrderPanel() {
  const { review, doing } = useParts();
  const indices = doing?.order.indices.value;
  const panel = usePromptFocus(indices?.join(","));
  if (doing === undefined || indices === undefined) return null;
  const { order } = doing;
  const [index = 0] = indices;
  const title = indices.length === 1
    ? `${numberText(index)} ${review.byIndex.value.get(index)?.title ?? ""}`
    : count("illustrations", indices.length);
  return (
    <aside
      ref={panel}
      class="order"
      aria-labelledby="order-title"
      onKeyDown={(event) => hearOrderKeys(event, order)}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // An Enter too many must not pay: in a field it only asks for the price.
          void order.ask();
        }}
      >
        <header>
          <div>
            <h2 id="order-title">{t("regenerateTitle")}</h2>
            <p class="facts">{title}</p>
          </div>
          <IconButton name={t("close")} onClick={() => order.close()}>
            ✕
          </IconButton>
        </header>
        <div class="order-body">
          <Problems order={order} />
          <OrderFields order={order} indices={indices} />
        </div>
        <Price order={order} />
      </form>
    </aside>
  );
}

/**
 * Whoever orders types at the end of the first prompt, and is back where they were afterwards.
 * @param key of what is ordered; another one begins anew
 */
function usePromptFocus(key: string | undefined) {
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const prompt = panel.current?.querySelector("textarea");
    prompt?.focus();
    prompt?.setSelectionRange(prompt.value.length, prompt.value.length);
    return () => {
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus({ preventScroll: true });
      }
    };
  }, [key]);
  return panel;
}

function hearOrderKeys(event: KeyboardEvent, order: OrderPanelState): void {
  if (event.key === "Escape") order.close();
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void order.confirm();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function Problems({ order }: { readonly order: OrderPanelState }) {
  const lines = order.problems.value;
  if (lines.length === 0) return null;
  return (
    <div class="notice bad" role="alert">
      <div>{lines.map((line) => <p key={line}>{line}</p>)}</div>
    </div>
  );
}

/** The price, once it was asked for; anything typed after it takes it away. */
function Price({ order }: { readonly order: OrderPanelState }) {
  const quote = order.quote.value;
  return (
    <footer>
      {quote !== undefined && (
        <div class="price" role="status" tabIndex={0}>
          <strong>{quote.price}</strong>
          <span class="facts">
            {quote.pictures === 0 ? t("underWay") : count("pictures", quote.pictures)}
          </span>
          {quote.pictures > 0 && (
            <span class="facts">{quote.sizes.join(", ").replaceAll("*", "×")}</span>
          )}
          {quote.warnings.map((line) => <p key={line} class="notice warn">{line}</p>)}
          <Sent orders={quote.sent} />
        </div>
      )}
      <div class="order-buttons">
        <QuietButton onClick={() => order.discard()}>{t("discard")}</QuietButton>
        {quote === undefined
          ? <PriceButton order={order} />
          : (
            <PrimaryButton disabled={order.isAsking.value} onClick={() => void order.send()}>
              {t(quote.pictures === 0 ? "waitForIt" : "confirm")}{" "}
              <kbd aria-hidden="true">Ctrl ⏎</kbd>
            </PrimaryButton>
          )}
      </div>
    </footer>
  );
}

function PriceButton({ order }: { readonly order: OrderPanelState }) {
  return (
    <button
      type="submit"
      class="primary"
      disabled={order.isAsking.value}
      onClick={(event) => {
        // A page inside a chat may send no forms: an Enter in a field presses this as well.
        event.preventDefault();
        void order.ask();
      }}
    >
      {t("showPrice")} <kbd aria-hidden="true">Ctrl ⏎</kbd>
    </button>
  );
}

/** What goes out with pictures: the prompt speaks of them, and so it is not quite what was typed. */
function Sent({ orders }: { readonly orders: readonly SentOrder[] }) {
  if (orders.length === 0) return null;
  return (
    <details class="sent" open={orders.length === 1}>
      <summary>{t("asSent")}</summary>
      {orders.map(({ index, prompt, images }) => (
        <div key={index}>
          <p class="facts">
            {orders.length > 1 && <b>{numberText(index)}:</b>}{" "}
            {images.map((name, at) =>
              `image ${at + 1} = ${name === null ? t("editedFrame") : referenceTitle(name)}`
            ).join(", ")}
          </p>
          <p class="sent-prompt">{prompt}</p>
        </div>
      ))}
    </details>
  );
}
