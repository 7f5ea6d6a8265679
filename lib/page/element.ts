/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Making elements.
 * @module
 */

/** What may stand inside an element. */
export type Child = Node | string | undefined | false;

/** Attributes by name; `true` stands for an empty one, `on…` functions listen. */
export type Props = Readonly<
  Record<string, string | number | boolean | undefined | ((event: never) => void)>
>;

/** Makes an element. Text goes in as text, never as markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value as (event: Event) => void);
    } else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...present(children));
  return element;
}

/** The children that are there. */
export function present(children: readonly Child[]): (Node | string)[] {
  return children.filter((child) => child !== undefined && child !== false);
}

/** The element with this id, which the page always has. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`no #${id}`);
  return element;
}
