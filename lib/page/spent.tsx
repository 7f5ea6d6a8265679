/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * What was spent and what a ceiling leaves: a word in the head, with bars by day behind it.
 * @module
 */
import { useParts } from "./context.ts";
import { t } from "./words.ts";

/** Nothing where nothing is known of it. */
export function Spent() {
  const spending = useParts().review.server.value.spending;
  if (spending === undefined) return null;
  const { headline, left, days } = spending;
  return (
    <details class="spent">
      <summary>{headline === "" ? t("spent") : headline}</summary>
      <div class="spent-more">
        {left.map((line) => <p key={line}>{line}</p>)}
        {days.length > 0 && (
          <table>
            <caption>{t("spentByDay")}</caption>
            <tbody>
              {days.map(({ day, amount, unknown, share, unknownShare }) => (
                <tr key={`${day} ${amount}`}>
                  <th scope="row">{day}</th>
                  <td class="spent-bar" aria-hidden="true">
                    <span style={{ width: `${Math.round(100 * share)}%` }} />
                    <span class="maybe" style={{ width: `${Math.round(100 * unknownShare)}%` }} />
                  </td>
                  <td>{amount}{unknown === "" ? "" : ` + ${unknown} ${t("spentMaybe")}`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </details>
  );
}
